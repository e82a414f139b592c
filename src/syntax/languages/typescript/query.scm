; TypeScript on top of ../javascript/common.scm (and jsx.scm for TSX).
(as_expression . (_) @same.inner) @same
(satisfies_expression . (_) @same.inner) @same
(non_null_expression) @same
(as_expression (_) @typed.value (_) @typed.type) @typed
(satisfies_expression (_) @typed.value (_) @typed.type) @typed
(call_expression type_arguments: (type_arguments . (_) @typed.type .)) @typed
(class_declaration name: (_) @class.name) @class
(abstract_class_declaration name: (_) @class.name) @class
(class name: (_)? @class.name) @class
(interface_declaration name: (_) @class.name) @class
; A type with members of its own is like an interface, one made of others is like one that extends them. A member that is an
; object has its members in a type of its name.
(object_type) @object
(type_alias_declaration name: (_) @class.name value: (object_type) @class)
(type_alias_declaration name: (_) @class.name value: [(generic_type) (type_identifier)] @class.super) @class
(type_alias_declaration name: (_) @class.name value: (intersection_type [(generic_type) (type_identifier)] @class.super)) @class
(type_alias_declaration name: (_) @class.name value: (union_type)) @class
(type_alias_declaration name: (_) @class.name value: (literal_type (string) @class.super)) @class
(type_alias_declaration value: (literal_type (string) @define.alias @define))
(type_alias_declaration name: (_) @class.name value: (union_type (literal_type (string) @class.super))) @class
(type_alias_declaration name: (_) @class.name value: (union_type (union_type (literal_type (string) @class.super)))) @class
(type_alias_declaration name: (_) @class.name value: (index_type_query) @class.super) @class
(type_alias_declaration name: (_) @class.name value: (object_type (index_signature (mapped_type_clause)) @class.super) @class)
(property_signature name: (_) @class.name type: (type_annotation (object_type) @class))
(union_type (literal_type (string) @define.alias @define))
(enum_declaration name: (_) @class.name) @class
(internal_module name: (_) @class.name) @class
(class_declaration (class_heritage (extends_clause value: (_) @class.super))) @class
(class_declaration (class_heritage (implements_clause (_) @class.super))) @class
(abstract_class_declaration (class_heritage (extends_clause value: (_) @class.super))) @class
(abstract_class_declaration (class_heritage (implements_clause (_) @class.super))) @class
(interface_declaration (extends_type_clause type: (_) @class.super)) @class
(enum_body name: (property_identifier) @case.name @case)
(enum_assignment name: (_) @define.name value: (_) @define.value) @define
; What a directive of Angular is given is like what a setter is given.
((public_field_definition decorator: (decorator (call_expression function: (identifier) @define.key)) name: (property_identifier) @function.name) @function
  (#any-of? @define.key "Input"))
((public_field_definition decorator: (decorator (call_expression function: (identifier) @define.key)) name: (property_identifier) @parameter.name @parameter.field @parameter)
  (#any-of? @define.key "Input"))
(public_field_definition name: (_) @define.name type: (type_annotation)? @define.type value: (_)? @define.value) @define
(variable_declarator name: (identifier) @define.name type: (type_annotation) @define.type) @define
(property_signature name: (_) @define.name type: (type_annotation) @define.type) @define
(function_signature name: (_) @function.name) @function
(method_signature name: (_) @function.name) @function
(abstract_method_signature name: (_) @function.name) @function
(required_parameter value: (_) @parameter.default) @parameter
(required_parameter pattern: (identifier) @parameter.name type: (type_annotation)? @parameter.type) @parameter
(optional_parameter pattern: (identifier) @parameter.name type: (type_annotation)? @parameter.type) @parameter
(required_parameter pattern: (object_pattern) @parameter.bindings type: (type_annotation)? @parameter.type) @parameter
(optional_parameter pattern: (object_pattern) @parameter.bindings type: (type_annotation)? @parameter.type) @parameter
; The type of a parameter that has no name is called by its text: `({ flags }: { flags: Flags })`.
(required_parameter type: (type_annotation (object_type) @class.name @class))
(optional_parameter type: (type_annotation (object_type) @class.name @class))
(required_parameter (accessibility_modifier) @parameter.field)  @parameter
(import_statement (import_require_clause (identifier) @import.whole source: (string) @import.module) @import)
