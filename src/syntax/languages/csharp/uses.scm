; Values that are compared with literals, and loops. See `uses.rs`.

(binary_expression left: (_) @subject operator: ["==" "!="] right: (_) @literal)
((invocation_expression function: (member_access_expression expression: (_) @subject name: (identifier) @method)
    arguments: (argument_list . (argument (_) @literal) .))
  (#any-of? @method "Equals"))
(is_pattern_expression expression: (_) @subject pattern: (constant_pattern (_) @literal))
(is_pattern_expression expression: (_) @subject pattern: (or_pattern (constant_pattern (_) @literal)))
(switch_statement value: (_) @subject body: (switch_body (switch_section (constant_pattern (_) @literal))))
(switch_expression . (_) @subject (switch_expression_arm . (constant_pattern (_) @literal)))
(switch_expression . (_) @subject (switch_expression_arm . (or_pattern (constant_pattern (_) @literal))))

(for_statement body: (_) @loop)
(foreach_statement body: (_) @loop)
(while_statement) @loop
(do_statement) @loop
