; Values that are compared with literals, and loops. See `uses.rs`.

(binary_expression left: (_) @subject operator: ["==" "!="] right: (_) @literal)
(expression_switch_statement value: (_) @subject (expression_case value: (expression_list (_) @literal)))
(index_expression
  operand: (composite_literal body: (literal_value (keyed_element key: (literal_element (_) @literal))))
  index: (_) @subject)

(for_statement body: (_) @loop)
