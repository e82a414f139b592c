; JSX: an element is a call of its component, an attribute a labelled argument.
(jsx_opening_element name: (_) @call.function) @call
(jsx_self_closing_element name: (_) @call.function) @call
(jsx_attribute (property_identifier) @argument.label (_) @argument.value) @argument
(jsx_expression) @same
