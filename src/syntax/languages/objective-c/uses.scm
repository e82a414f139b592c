; Values that are compared with literals, and loops; what C has as well is not repeated. See `uses.rs`.

((message_expression receiver: (_) @subject method: (identifier) @method (string_literal) @literal)
  (#any-of? @method "isEqualToString" "isEqual"))
(subscript_expression argument: (dictionary_literal (dictionary_pair . (_) @literal)) index: (_) @subject)

(for_statement (compound_statement) @loop)
