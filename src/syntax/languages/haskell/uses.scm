; Values that are compared with literals. See `uses.rs`.

((infix left_operand: (_) @subject operator: (operator) @operator right_operand: (_) @literal)
  (#any-of? @operator "==" "/="))
(case . (_) @subject alternatives: (alternatives alternative: (alternative pattern: (_) @literal)))
