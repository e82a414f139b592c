; Java. The captures are explained in docs/adding-a-language.md.

; Values
(identifier) @name
(type_identifier) @name
(this) @self
(method_invocation (super) @self)
(field_access object: (super) @self)
(string_literal) @string
(string_interpolation) @hole
(parenthesized_expression) @same
(cast_expression value: (_) @same.inner) @same
(field_access object: (_) @member.object field: (_) @member.name) @member
(scoped_identifier scope: (_) @member.object name: (_) @member.name) @member
(array_access array: (_) @index.object index: (_) @index.key) @index
; `Toggles.super.isOn(…)`
(method_invocation (super) @call.receiver name: (_) @call.method arguments: (_) @call.arguments) @call
(method_invocation object: (_)? @call.receiver name: (_) @call.method arguments: (_) @call.arguments) @call
(object_creation_expression type: (_) @call.function arguments: (_) @call.arguments) @call
(annotation name: (_) @call.function arguments: (_) @call.arguments) @call
(element_value_pair key: (_) @argument.label value: (_) @argument.value) @argument
(explicit_constructor_invocation constructor: (_) @call.function arguments: (_) @call.arguments) @call

; Definitions
(field_declaration type: (_) @define.type declarator: (variable_declarator name: (_) @define.name value: (_)? @define.value) @define)
(constant_declaration type: (_) @define.type declarator: (variable_declarator name: (_) @define.name value: (_)? @define.value) @define)
(local_variable_declaration type: (_) @define.type declarator: (variable_declarator name: (_) @define.name value: (_)? @define.value) @define)
(enum_constant name: (_) @define.name arguments: (argument_list . (_) @define.value) @define.arguments) @define
(enum_constant name: (_) @define.name) @define
(assignment_expression left: (_) @assign.target right: (_) @assign.value) @assign
(class_declaration name: (_) @class.name) @class
(enhanced_for_statement name: (_) @define.name value: (_) @define.items) @define
(class_declaration superclass: (superclass (_) @class.super)) @class
(class_declaration interfaces: (super_interfaces (type_list (_) @class.super))) @class
(interface_declaration name: (_) @class.name) @class
(interface_declaration (extends_interfaces (type_list (_) @class.super))) @class
; `case NEW -> "new"`, `case NEW: return "new"`
(switch_rule (switch_label . [(identifier) @case.name (field_access object: (_) @case.object field: (identifier) @case.name)] .) [(expression_statement (string_literal) @case.value) (block . (return_statement (string_literal) @case.value) .)]) @case
(switch_block_statement_group (switch_label . [(identifier) @case.name (field_access object: (_) @case.object field: (identifier) @case.name)] .) . (return_statement (string_literal) @case.value)) @case
(enum_declaration name: (_) @class.name) @class
(enum_declaration interfaces: (super_interfaces (type_list (_) @class.super))) @class
(record_declaration name: (_) @class.name) @class
(record_declaration interfaces: (super_interfaces (type_list (_) @class.super))) @class
(annotation_type_declaration name: (_) @class.name) @class

; Functions
(method_declaration name: (_) @function.name) @function
(constructor_declaration name: (_) @function.name) @function
(lambda_expression) @function
(formal_parameter type: (_) @parameter.type name: (_) @parameter.name) @parameter
(spread_parameter (_) @parameter.type (variable_declarator name: (_) @parameter.name)) @parameter
(lambda_expression parameters: (identifier) @parameter)
(inferred_parameters (identifier) @parameter)
(return_statement (_) @return)

; Packages
(package_declaration (_) @namespace)
(import_declaration (scoped_identifier scope: (_) @import.module name: (_) @import.name) .) @import
(import_declaration (_) @import.module (asterisk) @import.wildcard) @import

; Conditions
(if_statement condition: (_) @condition)
(while_statement condition: (_) @condition)
(ternary_expression condition: (_) @condition)
(ternary_expression consequence: (_) @choice.value alternative: (_) @choice.value) @choice
(binary_expression left: (_) @condition operator: ["&&" "||"] right: (_)) @logical
(unary_expression operator: "!" operand: (_)) @logical
((field_declaration (modifiers (annotation name: (_) @define.key arguments: (annotation_argument_list (string_literal) @define.alias @define))))
  (#any-of? @define.key "JsonProperty" "SerializedName" "Json" "JsonbProperty"))
((formal_parameter (modifiers (annotation name: (_) @define.key arguments: (annotation_argument_list (string_literal) @define.alias @define))))
  (#any-of? @define.key "JsonProperty" "SerializedName" "Json" "JsonbProperty"))
((field_declaration (modifiers (annotation name: (_) @define.key arguments: (annotation_argument_list (element_value_pair value: (string_literal) @define.alias @define)))))
  (#any-of? @define.key "JsonProperty" "SerializedName" "Json" "JsonbProperty"))
((formal_parameter (modifiers (annotation name: (_) @define.key arguments: (annotation_argument_list (element_value_pair value: (string_literal) @define.alias @define)))))
  (#any-of? @define.key "JsonProperty" "SerializedName" "Json" "JsonbProperty"))
