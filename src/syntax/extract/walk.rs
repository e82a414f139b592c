//! The walk over a tree's nodes: what is entered and left, and who reads what a node is marked as.

use super::*;

impl<'tree> Extractor<'tree, '_> {
    pub(super) fn walk(&mut self, nodes: &Nodes<'tree>) {
        let mut frames: Vec<(Frame, u32)> = Vec::new();
        let mut at = 0;
        while at < nodes.len() {
            while let Some((frame, _)) = frames.pop_if(|(_, end)| *end <= at) {
                self.leave(&frame);
            }
            let entry = nodes.get(at);
            let has_children = entry.end > at + 1;
            if !entry.named && !has_children {
                at += 1;
                continue;
            }
            if let Some(key) = nodes.region(entry) {
                self.add_region(entry.node, key);
                at = entry.end;
                continue;
            }
            let condition = frames.last().is_some_and(|(frame, _)| frame.passes_condition);
            let frame = self.enter(entry, condition);
            if frame.descend && has_children {
                frames.push((frame, entry.end));
                at += 1;
            } else {
                self.leave(&frame);
                at = entry.end;
            }
        }
    }

    fn leave(&mut self, frame: &Frame) {
        self.place = frame.place;
        self.containers.truncate(frame.containers);
        self.local_base = frame.local_base;
    }

    fn enter(&mut self, entry: &Entry<'tree>, condition_passed: bool) -> Frame {
        let node = entry.node;
        let mut frame = Frame {
            place: self.place,
            containers: self.containers.len(),
            local_base: self.local_base,
            passes_condition: false,
            descend: true,
        };
        if !entry.named {
            return frame;
        }
        let marks = self.marks;
        if let Some(code) = self.code.get(&node.id()).copied() {
            self.walk(code);
            frame.descend = false;
            return frame;
        }
        let list = marks.all(node);
        let roles = marks.roles(entry.kind, list);
        let is = |role: Role| roles & role.bit() != 0;
        let has = |role| list.iter().any(|mark| mark.role == role);
        let condition = condition_passed || is(Role::Condition);
        frame.passes_condition = condition && (is(Role::Logical) || is(Role::Same));
        if is(Role::Return) && !has(Role::Function) {
            self.on_return(node);
        }
        for mark in list {
            match mark.role {
                Role::Namespace => {
                    let parts: Vec<Name> =
                        qualified_parts(self.node_text(node)).map(|part| self.names.intern(part)).collect();
                    self.facts.module.extend(parts);
                    frame.descend = false;
                }
                Role::Import => {
                    self.on_import(node, mark);
                    frame.descend = false;
                }
                Role::Export => self.on_export(mark),
                Role::Class => self.on_class(node, mark),
                Role::Define => self.on_define(mark),
                Role::Pattern => self.on_pattern(mark),
                Role::Assign => self.on_assign(mark),
                Role::Entry => self.on_entry(mark),
                Role::Spread => self.on_spread(node, mark),
                Role::Case => self.on_case(mark),
                Role::Typed => self.on_typed(node, mark),
                Role::Parameter => self.on_parameter(node, Some(mark)),
                Role::Call => {
                    let id = self.call_id(node);
                    let call = &mut self.facts.calls[id as usize];
                    call.is_condition |= condition;
                    // It may have been visited before, from outside of a function that starts in between.
                    call.place = self.place;
                    if let Some(method) = mark.part(Part::Method) {
                        self.consumed.insert(method.id(), ());
                    }
                    self.on_each(node);
                }
                Role::Argument => {
                    if let Some(label) = mark.part(Part::Label) {
                        self.consumed.insert(label.id(), ());
                    }
                }
                _ => {}
            }
        }
        if is(Role::Namespace) && !has(Role::Namespace) {
            let parts: Vec<Name> = qualified_parts(self.node_text(node)).map(|part| self.names.intern(part)).collect();
            self.facts.module.extend(parts);
            frame.descend = false;
        }
        if is(Role::Parameter) && !has(Role::Parameter) {
            self.on_parameter(node, None);
        }
        if is(Role::Index) {
            self.on_index(node);
        }
        if is(Role::Object) && !has(Role::Class) {
            let name = self.attached.get(&node.id()).copied().unwrap_or_default();
            self.containers.push(name);
        }
        if is(Role::Function) {
            self.on_function(node);
        }
        let chain = is(Role::Member) || is(Role::Index);
        if frame.descend && (chain || is(Role::Name)) {
            self.on_reference(node);
        }
        frame
    }
}
