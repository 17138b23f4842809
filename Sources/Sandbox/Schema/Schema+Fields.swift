import Value

// The rules of structured-merge-diff: how a schema splits a value into fields that managers own.
extension Schema {
    /// The fields that a value sets, as server-side apply counts them.
    ///
    /// - Parameter marksContainers: counts maps, lists and optional structs too, as updates do.
    func fields(of value: Value, marksContainers: Bool = false) -> FieldSet {
        var set = FieldSet()
        switch value {
        case .object(let members) where !isAtomicMap:
            for (name, member) in members {
                let schema = self.member(name) ?? .any
                let element = PathElement.field(name)
                let isStructField = properties[name] != nil
                if schema.isLeaf(member) || (member.object?.isEmpty ?? false) || !isStructField {
                    set.members.insert(element)
                }
                let deeper =
                    schema.isLeaf(member) ? FieldSet() : schema.fields(of: member, marksContainers: marksContainers)
                if !deeper.isEmpty {
                    if !isStructField, kind == .any, !marksContainers { set.members.remove(element) }
                    if marksContainers, !schema.isInline { set.members.insert(element) }
                    set.children[element] = deeper
                }
            }
        case .array(let elements) where listKind != .atomic:
            for (index, item) in elements.enumerated() {
                guard let element = element(of: item, at: index) else { continue }
                set.members.insert(element)
                guard case .map = listKind, let items else { continue }
                let deeper = items.fields(of: item, marksContainers: marksContainers)
                if !deeper.isEmpty { set.children[element] = deeper }
            }
        default: break
        }
        return set
    }

    /// The members that the schema does not know, as the typed values of structured-merge-diff find them.
    func undeclared(in value: Value) -> [[PathElement]] {
        switch value {
        case .object(let members):
            members.flatMap { name, member -> [[PathElement]] in
                guard let schema = self.member(name) else { return [[.field(name)]] }
                return schema.undeclared(in: member).map { [.field(name)] + $0 }
            }
        case .array(let elements):
            elements.enumerated().flatMap { index, item in
                let element = element(of: item, at: index) ?? .index(index)
                return (items ?? .any).undeclared(in: item).map { [element] + $0 }
            }
        default: []
        }
    }

    /// True when a manager owns the value as a whole.
    func isLeaf(_ value: Value) -> Bool {
        switch value {
        case .object: isAtomicMap
        case .array: listKind == .atomic
        default: true
        }
    }

    /// The fields that differ: those set anew or to another value, and those that are gone.
    func differences(from old: Value, to new: Value) -> (changed: FieldSet, removed: FieldSet) {
        var changed = FieldSet()
        var removed = FieldSet()
        compare(old, new, changed: &changed, removed: &removed)
        return (changed, removed)
    }

    private func compare(_ old: Value, _ new: Value, changed: inout FieldSet, removed: inout FieldSet) {
        switch (old, new) {
        case (.object(let before), .object(let after)):
            for (name, value) in after {
                note(member(name) ?? .any, .field(name), before[name], value, &changed, &removed)
            }
            for (name, value) in before where after[name] == nil {
                note(member(name) ?? .any, .field(name), value, nil, &changed, &removed)
            }
        case (.array(let before), .array(let after)):
            let former = keyed(before)
            let latter = keyed(after)
            for (element, value) in latter.items {
                note(items ?? .any, element, former.byElement[element], value, &changed, &removed)
            }
            for (element, value) in former.items where latter.byElement[element] == nil {
                note(items ?? .any, element, value, nil, &changed, &removed)
            }
        default: break
        }
    }

    private func note(
        _ schema: Schema, _ element: PathElement, _ old: Value?, _ new: Value?, _ changed: inout FieldSet,
        _ removed: inout FieldSet
    ) {
        if let old, let new {
            if old == new { return }
            let isMixed = schema.isLeaf(old) || schema.isLeaf(new) || old.typeName != new.typeName
            if isMixed {
                changed.members.insert(element)
                return
            }
            var deeperChanged = FieldSet()
            var deeperRemoved = FieldSet()
            schema.compare(old, new, changed: &deeperChanged, removed: &deeperRemoved)
            if !deeperChanged.isEmpty { changed.children[element] = deeperChanged }
            if !deeperRemoved.isEmpty { removed.children[element] = deeperRemoved }
        } else if let new {
            changed.add(element, of: new, schema: schema)
        } else if let old {
            removed.add(element, of: old, schema: schema)
        }
    }

    func keyed(_ elements: [Value]) -> (items: [(PathElement, Value)], byElement: [PathElement: Value]) {
        let items = elements.enumerated().compactMap { index, item in element(of: item, at: index).map { ($0, item) } }
        return (items, Dictionary(items, uniquingKeysWith: { first, _ in first }))
    }

    /// The live value with an applied configuration laid over it.
    func merged(live: Value?, applied: Value) -> Value {
        guard let live else { return applied }
        switch (live, applied) {
        case (.object(var members), .object(let config)) where !isAtomicMap:
            for (name, value) in config {
                members[name] = (member(name) ?? .any).merged(live: members[name], applied: value)
            }
            return .object(members)
        case (.array(let elements), .array(let config)) where listKind != .atomic:
            let wanted = keyed(config)
            var used: Set<PathElement> = []
            // What stays keeps its place; what is new comes after it in the order of the configuration.
            var result = elements.enumerated().map { index, item in
                guard let element = element(of: item, at: index), let value = wanted.byElement[element] else {
                    return item
                }
                used.insert(element)
                return (items ?? .any).merged(live: item, applied: value)
            }
            for (element, value) in wanted.items where used.insert(element).inserted { result.append(value) }
            return .array(result)
        default: return applied
        }
    }

    /// The value without the given fields, unless something below them is kept.
    func removing(_ gone: FieldSet, keeping kept: FieldSet, from value: Value) -> Value {
        switch value {
        case .object(var members):
            for name in members.keys {
                let element = PathElement.field(name)
                guard let member = members[name],
                    let result = (self.member(name) ?? .any).removing(element, gone, kept, from: member)
                else {
                    members[name] = nil
                    continue
                }
                members[name] = result
            }
            return .object(members)
        case .array(let elements) where listKind != .atomic:
            return .array(
                elements.enumerated().compactMap { index, item in
                    guard let element = element(of: item, at: index) else { return item }
                    return (items ?? .any).removing(element, gone, kept, from: item)
                })
        default: return value
        }
    }

    private func removing(_ element: PathElement, _ gone: FieldSet, _ kept: FieldSet, from value: Value) -> Value? {
        let deeperKept = kept.children[element] ?? FieldSet()
        if gone.members.contains(element), !kept.members.contains(element), deeperKept.isEmpty { return nil }
        guard let deeperGone = gone.children[element] else { return value }
        let result = removing(deeperGone, keeping: deeperKept, from: value)
        let isEmptied = (result.object?.isEmpty ?? result.array?.isEmpty ?? false) && result != value
        return isEmptied && !kept.members.contains(element) ? nil : result
    }
}

extension FieldSet {
    /// Adds a whole value that is new, or gone, at an element.
    fileprivate mutating func add(_ element: PathElement, of value: Value, schema: Schema) {
        let deeper = schema.isLeaf(value) ? FieldSet() : schema.fields(of: value, marksContainers: true)
        if !schema.isInline || deeper.isEmpty { members.insert(element) }
        if !deeper.isEmpty { children[element] = deeper }
    }
}
