import Value

extension Facts {
    /// With names of nodes, namespaces and pods replaced wherever they stand, each always by the same one, so that the
    /// verdicts stay the same.
    ///
    /// - Parameter subject: what the facts are to be judged for; names that it says stay as they are.
    public func hashingNames(for subject: Subject) -> Facts { hashingNames(for: subject, key: NameKey()) }

    func hashingNames(for subject: Subject, key: NameKey) -> Facts {
        let names = KnownNames(in: self, kept: Self.texts(in: subject.value), key: key)
        let hashing = NameHashing(names.hashed)
        var hashed = self
        for (name, fact) in facts { hashed.facts[name] = hashing.fact(fact, name) }
        hashed.objects = objects.mapValues { read in
            RecordedObjects(fields: read.fields, namespaces: read.namespaces?.map(hashing.name))
        }
        hashed.cluster?.note = cluster?.note.map(hashing.text)
        return hashed
    }

    /// All of them, keys left out.
    private static func texts(in value: Value) -> Set<String> {
        switch value {
        case .string(let text): [text]
        case .array(let elements): elements.reduce(into: []) { $0.formUnion(texts(in: $1)) }
        case .object(let object): object.reduce(into: []) { $0.formUnion(texts(in: $1.value)) }
        default: []
        }
    }
}

/// Replaces names in values.
struct NameHashing: Sendable {
    private let names: [String: String]
    /// Those that are no words of a language or of Kubernetes, and so are replaced within texts, too.
    private let distinctive: [String: String]

    init(_ names: [String: String]) {
        self.names = names
        distinctive = names.filter { name, _ in
            name.utf8.count > 3 && name.utf8.contains { !(0x61...0x7a).contains($0) }
                && name.utf8.contains { (0x61...0x7a).contains($0) }
        }
    }

    func name(_ name: String) -> String { names[name] ?? name }

    func fact(_ fact: Fact, _ factName: FactName) -> Fact {
        switch fact {
        case .absent: return .absent
        case .unknown(var reason):
            reason.message = text(reason.message)
            return .unknown(reason)
        case .known(let value):
            let isNamed = factName == .nodes || factName == .pods
            let isObject = KnownNames.kind(of: factName) != nil
            guard isNamed || isObject, let entries = value.array else {
                return .known(self.value(value, isName: false))
            }
            return .known(
                .array(
                    entries.map { entry in
                        var entry = self.value(entry, isName: false)
                        if isNamed { rename(&entry) } else { renameMetadata(&entry) }
                        return entry
                    }))
        }
    }

    private func rename(_ entry: inout Value) {
        guard var object = entry.object, let name = object["name"]?.string else { return }
        object["name"] = .string(self.name(name))
        entry = .object(object)
    }

    private func renameMetadata(_ entry: inout Value) {
        guard var object = entry.object, var metadata = object["metadata"] else { return }
        rename(&metadata)
        object["metadata"] = metadata
        entry = .object(object)
    }

    /// - Parameter isName: whether it stands where a name does, so that a plain word is one, too.
    private func value(_ value: Value, isName: Bool) -> Value {
        switch value {
        case .string(let text): return .string(isName ? names[text] ?? self.text(text) : self.text(text))
        case .array(let elements): return .array(elements.map { self.value($0, isName: isName) })
        case .object(let object):
            let selects = object["key"]?.string.map(Self.nameLabels.contains) == true
            var hashed: Object = [:]
            hashed.reserveCapacity(object.count)
            for (key, member) in object {
                let names = KnownNames.kinds[key] != nil || Self.nameLabels.contains(key)
                hashed[key] = self.value(member, isName: names || selects && key == "values")
            }
            return .object(hashed)
        default: return value
        }
    }

    /// Labels, and a field that selectors name, whose values are names.
    private static let nameLabels: Set<String> = [
        "kubernetes.io/hostname", "kubernetes.io/metadata.name", "metadata.name",
    ]

    /// A namespace with a name behind it is told as a pair, such as `models/web-0`.
    func text(_ text: String) -> String {
        if let whole = distinctive[text] { return whole }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count == 2, let namespace = names[String(parts[0])], !parts[0].contains(" ") {
            return "\(namespace)/\(self.text(String(parts[1])))"
        }
        guard !distinctive.isEmpty else { return text }
        var hashed = ""
        var rest = text[...]
        while let first = rest.unicodeScalars.first {
            if Self.isOfName(first) {
                let run = rest.prefix { $0.unicodeScalars.allSatisfy(Self.isOfName) }
                guard !run.isEmpty else {
                    hashed.append(rest.removeFirst())
                    continue
                }
                hashed += replaced(run)
                rest = rest.dropFirst(run.count)
            } else {
                let others = rest.prefix { !$0.unicodeScalars.allSatisfy(Self.isOfName) }
                hashed += others
                rest = rest.dropFirst(others.count)
            }
        }
        return hashed
    }

    private func replaced(_ run: Substring) -> String {
        var name = run
        while let last = name.last, last == "." || last == "-" { name = name.dropLast() }
        let end = run.dropFirst(name.count)
        guard let hash = distinctive[String(name)] else { return String(run) }
        return hash + end
    }

    private static func isOfName(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "-", ".": true
        default: false
        }
    }
}
