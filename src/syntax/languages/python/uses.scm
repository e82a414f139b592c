; Values that are compared with literals, and loops. See `uses.rs`.

(comparison_operator . (_) @subject operators: ["==" "!="] . (_) @literal .)
(comparison_operator . (_) @subject operators: ["in" "not in"] [(tuple (_) @literal) (list (_) @literal) (set (_) @literal)] .)
(match_statement subject: (_) @subject body: (block alternative: (case_clause (case_pattern . (_) @literal .))))
(match_statement subject: (_) @subject
  body: (block alternative: (case_clause (case_pattern (union_pattern (_) @literal)))))
(subscript value: (dictionary (pair key: (_) @literal)) subscript: (_) @subject)
((call function: (attribute object: (dictionary (pair key: (_) @literal)) attribute: (identifier) @method)
    arguments: (argument_list . (_) @subject))
  (#any-of? @method "get"))

(for_statement body: (_) @loop)
(while_statement) @loop
(list_comprehension body: (_) @loop)
(set_comprehension body: (_) @loop)
(generator_expression body: (_) @loop)
