; Values that are compared with literals, and loops. See `uses.rs`.

(binary_expression left: (_) @subject operator: ["==" "!="] right: (_) @literal)
((call_expression function: (identifier) @method arguments: (argument_list . (_) @subject (_) @literal))
  (#any-of? @method "strcmp" "strcasecmp" "strncmp"))
(switch_statement condition: (_) @subject body: (compound_statement (case_statement value: (_) @literal)))

(for_statement body: (_) @loop)
(while_statement) @loop
(do_statement) @loop
