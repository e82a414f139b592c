; Rust. The captures are explained in docs/adding-a-language.md.

; Values
(identifier) @name
(field_identifier) @name
(type_identifier) @name
(shorthand_field_identifier) @name
(crate) @name
(super) @name
(self) @self
(string_literal) @string
(raw_string_literal) @string
(parenthesized_expression) @same
(await_expression) @same
(try_expression) @same
(reference_expression value: (_) @same.inner) @same
(unary_expression "*" (_) @same.inner) @same
(type_cast_expression value: (_) @same.inner) @same
(generic_function function: (_) @same.inner) @same
(generic_type type: (_) @same.inner) @same
(block . (_) @same.inner .) @same
(field_expression value: (_) @member.object field: (_) @member.name) @member
(scoped_identifier path: [(identifier) (scoped_identifier) (crate) (super) (generic_type) (bracketed_type)] @member.object name: (_) @member.name) @member
(scoped_identifier path: (self) name: (_) @same.inner) @same
(scoped_type_identifier path: (_) @member.object name: (_) @member.name) @member
(call_expression function: (_) @call.function arguments: (arguments) @call.arguments) @call
(struct_expression name: (_) @call.function body: (field_initializer_list) @call.arguments) @call
(field_initializer field: (_) @argument.label value: (_) @argument.value) @argument
(shorthand_field_initializer (identifier) @argument.label @argument.value) @argument
; `println!("{}", client.bool_variation(…))`: the tokens of a macro are read as an expression.
(macro_invocation (token_tree) @code.inner) @code

; Definitions
; `const NEW: Flag = Flag::new("new")` is a constant of the key.
(const_item name: (_) @define.name value: (call_expression arguments: (arguments . (string_literal) @define.value))) @define
(static_item name: (_) @define.name value: (call_expression arguments: (arguments . (string_literal) @define.value))) @define
; `static NEW: LazyLock<String> = LazyLock::new(|| "new".to_string())`
(static_item name: (_) @define.name value: (call_expression arguments: (arguments . (closure_expression body: (_) @define.value) .))) @define
(const_item name: (_) @define.name type: (_) @define.type value: (_)? @define.value) @define
(static_item name: (_) @define.name type: (_) @define.type value: (_)? @define.value) @define
(let_declaration pattern: (identifier) @define.name type: (_)? @define.type value: (_)? @define.value) @define
(let_condition pattern: (tuple_struct_pattern . (_) . (identifier) @define.name .) value: (_) @define.value) @define
; `#[strum(serialize = "new")] New`
((enum_variant_list (attribute_item (attribute (identifier) @entry.name arguments: (token_tree . (identifier) . "=" . (string_literal) @define.value))) . (enum_variant name: (_) @define.name) @define)
  (#any-of? @entry.name "strum" "serde"))
(enum_variant name: (_) @case.name) @case
; `match self { Self::New => "new" }`
(match_arm pattern: (match_pattern (scoped_identifier path: (_) @case.object name: (_) @case.name)) value: [(string_literal) (call_expression) (block . [(string_literal) (call_expression)] .)] @case.value) @case
(match_arm pattern: (match_pattern (scoped_identifier path: (_) @case.object name: (_) @case.name)) value: (macro_invocation (token_tree . (identifier) . (string_literal) @case.value .))) @case
(assignment_expression left: (_) @assign.target right: (_) @assign.value) @assign
(enum_item name: (_) @class.name) @class
(struct_item name: (_) @class.name) @class
(trait_item name: (_) @class.name) @class
(impl_item trait: (_) @class.super type: (_) @class.name) @class
(impl_item !trait type: (_) @class.name) @class
(mod_item name: (_) @class.name body: (_)) @class

; Functions
(function_item name: (_) @function.name) @function
(function_signature_item name: (_) @function.name) @function
(closure_expression) @function
(parameter pattern: (identifier) @parameter.name type: (_) @parameter.type) @parameter
(closure_parameters (identifier) @parameter)
(struct_item body: (field_declaration_list (field_declaration name: (_) @parameter.name type: (_) @parameter.type) @parameter))
(return_expression (_) @return)
(function_item body: (block (_) @return .))

; Imports
(scoped_use_list path: (_) @group.module) @group
(use_declaration argument: (identifier) @import.module @import.whole @import)
(use_declaration argument: (scoped_identifier path: (_) @import.module name: (_) @import.name) @import)
(use_as_clause path: (identifier) @import.name alias: (_) @import.alias) @import
(use_as_clause path: (self) alias: (_) @import.alias) @import
(use_as_clause path: (scoped_identifier path: (_) @import.module name: (_) @import.name) alias: (_) @import.alias) @import
(use_wildcard (_)? @import.module) @import.wildcard @import
(use_list (identifier) @import.name @import)
(use_list (self) @import.whole @import)
(use_list (scoped_identifier path: (_) @import.module name: (_) @import.name) @import)
(extern_crate_declaration name: (_) @import.module @import.whole alias: (_)? @import.alias) @import

; Conditions
(if_expression condition: (_) @condition)
(while_expression condition: (_) @condition)
(match_pattern condition: (_) @condition)
(binary_expression left: (_) @condition operator: ["&&" "||"] right: (_)) @logical
(unary_expression "!") @logical
((field_declaration_list (attribute_item (attribute (identifier) @define.key arguments: (token_tree (string_literal) @define.alias @define))))
  (#any-of? @define.key "serde"))
