; Values that are compared with literals, and loops. See `uses.rs`.

(binary left: (_) @subject operator: ["==" "!=" "==="] right: (_) @literal)
(case value: (_) @subject (when pattern: (pattern (_) @literal)))
(case_match value: (_) @subject clauses: (in_clause pattern: (_) @literal))
(element_reference object: (hash (pair key: (string) @literal)) . (_) @subject .)

(for body: (_) @loop)
(while) @loop
(until) @loop
((call method: (identifier) @method block: [(block) (do_block)] @loop)
  (#any-of? @method "each" "map" "select" "reject" "flat_map" "any?" "all?" "each_with_index" "times"))
