; Swift. The captures are explained in docs/adding-a-language.md.

; Values
(simple_identifier) @name
(type_identifier) @name
(self_expression) @self
(super_expression) @self
(line_string_literal) @string
(multi_line_string_literal) @string
(raw_string_literal) @string
(interpolated_expression) @hole
(tuple_expression . value: (_) @same.inner .) @same
(as_expression expr: (_) @same.inner) @same
(try_expression expr: (_) @same.inner) @same
(await_expression expr: (_) @same.inner) @same
(postfix_expression target: (_) @same.inner operation: (bang)) @same
(prefix_expression operation: (bang) target: (_) @same.inner) @same
(nil_coalescing_expression value: (_) @same.inner) @same
(navigation_expression target: (_) @member.object suffix: (navigation_suffix suffix: (simple_identifier) @member.name)) @member
(prefix_expression operation: "." target: (simple_identifier) @member.name) @member
(switch_pattern (pattern . "." . (simple_identifier) @member.name .) @member)
(call_expression . (_) @call.function (call_suffix (value_arguments)? @call.arguments)) @call
(constructor_expression constructed_type: (user_type . (type_identifier) @call.function) (constructor_suffix (value_arguments) @call.arguments)) @call
(value_argument name: (value_argument_label) @argument.label value: (_) @argument.value) @argument
(value_argument value: (_) @argument.value) @argument
(attribute (user_type (type_identifier) @call.function .)) @call
(attribute (simple_identifier) @argument.label . [(line_string_literal) (prefix_expression) (navigation_expression)] @argument.value @argument)
(attribute [(line_string_literal) (prefix_expression) (navigation_expression)] @argument.value @argument)

; Definitions
(property_declaration name: (pattern bound_identifier: (simple_identifier) @define.name) @define)
(property_declaration name: (pattern) @define . (type_annotation) @define.type)
(property_declaration name: (pattern) @define . (type_annotation) . value: (_) @define.value)
(property_declaration name: (pattern) @define . value: (_) @define.value)
(property_declaration name: (pattern bound_identifier: (simple_identifier) @define.name) @define computed_value: (computed_property (statements . (_) @define.value .)))
(property_declaration name: (pattern bound_identifier: (simple_identifier) @define.name) @define computed_value: (computed_property (statements . (control_transfer_statement result: (_) @define.value) .)))
(protocol_property_declaration name: (pattern bound_identifier: (simple_identifier) @define.name) (type_annotation) @define.type) @define
(if_statement bound_identifier: (simple_identifier) @define.name @define . "=" . condition: (_) @define.value)
(guard_statement bound_identifier: (simple_identifier) @define.name @define . "=" . condition: (_) @define.value)
(enum_entry name: (simple_identifier) @case.name @case)
(switch_entry (switch_pattern (pattern "." (simple_identifier) @case.name .)) (statements . (line_string_literal) @case.value .)) @case
(switch_entry (switch_pattern (pattern "." (simple_identifier) @case.name .)) (statements . (control_transfer_statement result: (line_string_literal) @case.value) .)) @case
(enum_entry name: (simple_identifier) @define.name @define . "=" . raw_value: (_) @define.value)
; The name of an entry without a value is its value.
((class_declaration (inheritance_specifier inherits_from: (user_type (type_identifier) @class.super)) body: (enum_class_body (enum_entry !raw_value name: (simple_identifier) @define.name @define.value @define)))
  (#any-of? @class.super "String"))
(assignment target: (directly_assignable_expression (_) @assign.target) result: (_) @assign.value) @assign
(class_declaration name: (_) @class.name) @class
(for_statement item: (pattern (simple_identifier) @define.name) collection: (_) @define.items) @define
(class_declaration (inheritance_specifier inherits_from: (_) @class.super)) @class
(protocol_declaration name: (_) @class.name) @class
(protocol_declaration (inheritance_specifier inherits_from: (_) @class.super)) @class

; Functions
(function_declaration name: (_) @function.name) @function
(init_declaration name: "init" @function.name) @function
(protocol_function_declaration name: (simple_identifier) @function.name) @function
(subscript_declaration) @function
(computed_property) @function
(property_declaration name: (pattern bound_identifier: (simple_identifier) @function.name) computed_value: (computed_property) @function)
(lambda_literal) @function
(parameter external_name: (_)? @parameter.label . name: (simple_identifier) @parameter.name . ":" . (_) @parameter.type) @parameter
(lambda_parameter name: (_) @parameter.name) @parameter
(control_transfer_statement "return" result: (_) @return)
(function_body (statements . (_) @return .))
(computed_property (statements . (_) @return .))
(lambda_literal (statements . (_) @return .))

; Modules
(import_declaration (identifier) @import.module @import.whole) @import

; Conditions
(if_statement condition: (_) @condition)
(guard_statement condition: (_) @condition)
(while_statement condition: (_) @condition)
(ternary_expression condition: (_) @condition)
(ternary_expression if_true: (_) @choice.value if_false: (_) @choice.value) @choice
(nil_coalescing_expression value: (_) @choice.value if_nil: (_) @choice.value) @choice
(conjunction_expression) @logical
(disjunction_expression) @logical
(equality_expression rhs: (boolean_literal)) @logical
