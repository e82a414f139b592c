; Values that are compared with literals. See `uses.rs`.

(binary_op_expr lhs: (_) @subject ["==" "=:=" "/=" "=/="] rhs: (_) @literal)
(case_expr expr: (_) @subject clauses: (cr_clause pat: (_) @literal))

(list_comprehension) @loop
