; Values that are compared with literals, and loops. See `uses.rs`.

(binary_operator left: (_) @subject operator: ["==" "===" "!=" "!=="] right: (_) @literal)
((call target: (identifier) @method (arguments . (_) @subject .)
    (do_block (stab_clause left: (arguments . (_) @literal .))))
  (#any-of? @method "case"))
(access_call target: (map (map_content (binary_operator left: (_) @literal operator: "=>"))) key: (_) @subject)

((call target: (identifier) @method (do_block) @loop)
  (#any-of? @method "for"))
