; Values that are compared with literals, and loops. See `uses.rs`.

(equality_expression lhs: (_) @subject op: ["==" "!="] rhs: (_) @literal)
; The grammar reads `a == "b" || c` as `a == ("b" || c)`.
(equality_expression lhs: (_) @subject op: ["==" "!="]
  rhs: [(disjunction_expression lhs: (_) @literal) (conjunction_expression lhs: (_) @literal)])
(switch_statement expr: (_) @subject (switch_entry (switch_pattern (pattern . (_) @literal .))))
(call_expression . (dictionary_literal key: (_) @literal)
  (call_suffix (value_arguments (value_argument value: (_) @subject))))

(for_statement (statements) @loop)
(while_statement) @loop
(repeat_while_statement) @loop
