; Python. The captures are explained in docs/adding-a-language.md.

; Values
(identifier) @name
(string) @string
(interpolation) @hole
(parenthesized_expression) @same
(await) @same
(attribute object: (_) @member.object attribute: (_) @member.name) @member
(subscript value: (_) @index.object subscript: (_) @index.key) @index
(call function: (_) @call.function arguments: (argument_list) @call.arguments) @call
(decorator (identifier) @call.function) @call
(keyword_argument name: (_) @argument.label value: (_) @argument.value) @argument
(dictionary) @object
(dictionary (pair key: [(string) (attribute)] @entry.key value: (_) @entry.value) @entry)
(dictionary (dictionary_splat (_) @spread.value) @spread)

; Definitions
(assignment left: (identifier) @define.name type: (_)? @define.type right: (_)? @define.value) @define
(assignment left: [(attribute) (subscript)] @assign.target right: (_) @assign.value) @assign
(assignment left: (attribute) @assign.target type: (_) @assign.type) @assign
(with_item value: (as_pattern (_) @define.value alias: (as_pattern_target (identifier) @define.name))) @define
(for_statement left: (identifier) @define.name right: (_) @define.items) @define
(for_in_clause left: (identifier) @define.name right: (_) @define.items) @define
(class_definition name: (_) @class.name superclasses: (argument_list (_) @class.super)?) @class

; `case Flag.NEW: return "new"`
(case_clause (case_pattern (dotted_name . (identifier) @case.object . (identifier) @case.name .)) consequence: (block . (return_statement (string) @case.value))) @case

; Functions
(function_definition name: (_) @function.name) @function
(lambda) @function
(parameters (identifier) @parameter)
(lambda_parameters (identifier) @parameter)
(default_parameter name: (identifier) @parameter.name) @parameter
(typed_parameter . (identifier) @parameter.name type: (_) @parameter.type) @parameter
(typed_default_parameter name: (_) @parameter.name type: (_) @parameter.type) @parameter
(default_parameter value: (_) @parameter.default) @parameter
(typed_default_parameter value: (_) @parameter.default) @parameter
(return_statement (_) @return)
(lambda body: (_) @return)

; Imports
(import_statement name: (dotted_name) @import.module @import.whole @import)
(import_statement name: (aliased_import name: (_) @import.module alias: (_) @import.whole) @import)
(import_from_statement module_name: (_) @import.module name: (dotted_name) @import.name @import)
(import_from_statement module_name: (_) @import.module name: (aliased_import name: (_) @import.name alias: (_) @import.alias) @import)
(import_from_statement module_name: (_) @import.module (wildcard_import) @import.wildcard @import)

; Conditions
(if_statement condition: (_) @condition)
(elif_clause condition: (_) @condition)
(while_statement condition: (_) @condition)
(conditional_expression (_) . "if" . (_) @condition)
(conditional_expression (_) @choice.value . "if" . (_) . "else" . (_) @choice.value) @choice
(boolean_operator left: (_) @choice.value operator: "or" right: (_) @choice.value) @choice
(boolean_operator left: (_) @condition right: (_)) @logical
(not_operator argument: (_)) @logical
((assignment left: (identifier) @class.name right: (subscript value: (identifier) @class.key) @class)
  (#any-of? @class.key "Literal"))
((assignment left: (identifier) right: (subscript value: (identifier) @define.key subscript: (string) @define.alias @define))
  (#any-of? @define.key "Literal"))
((assignment left: (identifier) right: (subscript value: (identifier) @class.key subscript: (string) @class.super) @class)
  (#any-of? @class.key "Literal"))
; `Flags = TypedDict("Flags", {"new-cart": bool})`
((assignment left: (identifier) @class.name right: (call function: (identifier) @class.key arguments: (argument_list . (string) . (dictionary))) @class)
  (#any-of? @class.key "TypedDict"))
((call function: (identifier) @define.key arguments: (argument_list . (string) . (dictionary (pair key: (string) @define.alias @define))))
  (#any-of? @define.key "TypedDict"))
; `new_cart: bool = Field(alias="new-cart")`
((assignment right: (call function: (identifier) arguments: (argument_list (keyword_argument name: (identifier) @define.key value: (string) @define.alias @define))))
  (#any-of? @define.key "alias" "validation_alias" "serialization_alias"))
