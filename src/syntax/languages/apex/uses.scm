; Values that are compared with literals, and loops. See `uses.rs`.

(binary_expression left: (_) @subject operator: ["==" "===" "!=" "!=="] right: (_) @literal)
((method_invocation object: (_) @subject name: (identifier) @method arguments: (argument_list . (_) @literal .))
  (#any-of? @method "equals"))
(switch_expression condition: (_) @subject body: (switch_block (switch_rule (switch_label (_) @literal))))

(for_statement body: (_) @loop)
(enhanced_for_statement body: (_) @loop)
(while_statement) @loop
(do_statement) @loop
