; Values that are compared with literals, and loops. See `uses.rs`.

(binary_expression left: (_) @subject operator: ["==" "===" "!=" "!=="] right: (_) @literal)
(switch_statement value: (_) @subject body: (switch_body (switch_case value: (_) @literal)))
(subscript_expression object: (object (pair key: (_) @key)) index: (_) @subject)
(subscript_expression object: (parenthesized_expression (object (pair key: (_) @key))) index: (_) @subject)
((call_expression function: (member_expression object: (array (_) @literal) property: (property_identifier) @method)
    arguments: (arguments . (_) @subject .))
  (#any-of? @method "includes"))

(for_statement body: (_) @loop)
(for_in_statement body: (_) @loop)
(while_statement) @loop
(do_statement) @loop
((call_expression function: (member_expression property: (property_identifier) @method)
    arguments: (arguments . [(arrow_function) (function_expression)] @loop))
  (#any-of? @method "forEach" "map" "filter" "flatMap" "some" "every" "find"))
