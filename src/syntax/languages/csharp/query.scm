; C#. The captures are explained in docs/adding-a-language.md.

; Values
(identifier) @name
"this" @self
(member_access_expression expression: "base" @self)
(string_literal) @string
(verbatim_string_literal) @string
(raw_string_literal) @string
(interpolated_string_expression) @string
(interpolation) @hole
(parenthesized_expression) @same
(await_expression) @same
(cast_expression value: (_) @same.inner) @same
(postfix_unary_expression . (_) @same.inner "!") @same
(member_access_expression expression: (_) @member.object name: (_) @member.name) @member
; `this` and `base` are no named nodes.
(member_access_expression expression: ["this" "base"] @member.object name: (_) @member.name) @member
(qualified_name qualifier: (_) @member.object name: (_) @member.name) @member
(conditional_access_expression condition: (_) @member.object (member_binding_expression name: (_) @member.name)) @member
(element_access_expression expression: (_) @index.object subscript: (bracketed_argument_list (argument (_) @index.key))) @index
(invocation_expression function: (_) @call.function arguments: (_) @call.arguments) @call
(object_creation_expression type: (_) @call.function arguments: (_)? @call.arguments) @call
(variable_declaration type: (_) @call.function (variable_declarator (implicit_object_creation_expression (argument_list) @call.arguments) @call))
(property_declaration type: (_) @call.function value: (arrow_expression_clause (implicit_object_creation_expression (argument_list) @call.arguments) @call))
(property_declaration type: (_) @call.function value: (implicit_object_creation_expression (argument_list) @call.arguments) @call)
(attribute name: (_) @call.function (attribute_argument_list)? @call.arguments) @call
(argument name: (_) @argument.label (_) @argument.value) @argument
(argument . (_) @argument.value .) @argument
(attribute_argument name: (_) @argument.label (_) @argument.value) @argument
(attribute_argument . (_) @argument.value .) @argument
(constructor_initializer "base" @call.function (argument_list) @call.arguments) @call
(primary_constructor_base_type type: (_) @call.function (argument_list) @call.arguments) @call

; Definitions
(variable_declaration type: (_) @define.type (variable_declarator name: (_) @define.name (_)? @define.value) @define)
; `[Flag("new-checkout")] NewCheckout`
(enum_member_declaration (attribute_list (attribute (attribute_argument_list (attribute_argument (string_literal) @define.value .)))) name: (_) @define.name) @define
(property_declaration type: (_) @define.type name: (_) @define.name value: (_)? @define.value) @define
(arrow_expression_clause (_) @same.inner) @same
(assignment_expression left: (_) @assign.target right: (_) @assign.value) @assign
(foreach_statement left: (identifier) @define.name right: (_) @define.items) @define
(class_declaration name: (_) @class.name (base_list (_) @class.super)?) @class
(interface_declaration name: (_) @class.name (base_list (_) @class.super)?) @class
(struct_declaration name: (_) @class.name (base_list (_) @class.super)?) @class
(record_declaration name: (_) @class.name (base_list (_) @class.super)?) @class
(enum_member_declaration name: (_) @case.name) @case
; `Flag.New => "new"`, `case Flag.New: return "new";`
(switch_expression_arm (constant_pattern (member_access_expression expression: (_) @case.object name: (_) @case.name)) (string_literal) @case.value) @case
(switch_section (constant_pattern (member_access_expression expression: (_) @case.object name: (_) @case.name)) (return_statement (string_literal) @case.value)) @case
(enum_declaration name: (_) @class.name) @class

; Functions
(method_declaration name: (_) @function.name) @function
(constructor_declaration name: (_) @function.name) @function
(local_function_statement name: (_) @function.name) @function
(lambda_expression) @function
(parameter type: (_)? @parameter.type name: (_) @parameter.name) @parameter
(parameter "=" . (_) @parameter.default .) @parameter
(lambda_expression parameters: (implicit_parameter) @parameter)
(return_statement (_) @return)
(method_declaration body: (arrow_expression_clause (_) @return))

; Namespaces
(namespace_declaration name: (_) @namespace)
(file_scoped_namespace_declaration name: (_) @namespace)
(using_directive "static" (_) @import.module @import.wildcard) @import
(using_directive name: (identifier) @import.whole (_) @import.module) @import
(using_directive . "using" . (_) @import.module @import.wildcard .) @import
(using_directive . "global" . "using" . (_) @import.module @import.wildcard .) @import

; Conditions
(if_statement condition: (_) @condition)
(while_statement condition: (_) @condition)
(conditional_expression condition: (_) @condition)
(conditional_expression consequence: (_) @choice.value alternative: (_) @choice.value) @choice
(binary_expression left: (_) @choice.value operator: "??" right: (_) @choice.value) @choice
(binary_expression left: (_) @condition operator: ["&&" "||"] right: (_)) @logical
(prefix_unary_expression "!") @logical
((property_declaration (attribute_list (attribute name: (_) @define.key (attribute_argument_list (attribute_argument (string_literal) @define.alias @define)))))
  (#any-of? @define.key "JsonPropertyName" "JsonProperty" "DataMember" "ConfigurationKeyName"))
