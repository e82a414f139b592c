; Values that are compared with literals, and loops. See `uses.rs`.

(binary_expression left: (_) @subject operator: ["==" "!="] right: (_) @literal)
(match_expression value: (_) @subject body: (match_block (match_arm pattern: (match_pattern . (_) @literal .))))
(match_expression value: (_) @subject
  body: (match_block (match_arm pattern: (match_pattern (or_pattern (_) @literal)))))
(match_expression value: (_) @subject
  body: (match_block (match_arm pattern: (match_pattern (or_pattern (or_pattern (_) @literal))))))

(for_expression body: (_) @loop)
(while_expression) @loop
(loop_expression) @loop
