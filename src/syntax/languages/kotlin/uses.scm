; Values that are compared with literals, and loops. See `uses.rs`.

(equality_expression . (_) @subject ["==" "!=" "===" "!=="] (_) @literal .)
(when_expression (when_subject (_) @subject) (when_entry (when_condition (_) @literal)))

(for_statement (control_structure_body) @loop)
(while_statement) @loop
(do_while_statement) @loop
((call_expression (navigation_expression (navigation_suffix (simple_identifier) @method))
    (call_suffix (annotated_lambda (lambda_literal) @loop)))
  (#any-of? @method "forEach" "map" "filter" "flatMap" "any" "all"))
