import Value

/// The whole state of the simulated cluster. It is a value: a dry run works on a copy and drops it.
struct Cluster: Sendable {
    var store = ObjectStore()
    /// Types of CRDs that are established.
    var customTypes: [ResourceKey: CustomType] = [:]
    var identifiers: IdentifierSource
    var addresses = AddressSource()
    /// Custom resource types that are on their way out: nothing new may be created.
    var terminatingTypes: Set<ResourceKey> = []

    init(identifiers: IdentifierSource) { self.identifiers = identifiers }

    func definition(group: String, plural: String) -> ResourceDefinition? {
        let key = ResourceKey(group: group, plural: plural)
        return BuiltinResources.byKey[key] ?? customTypes[key]?.definition
    }

    func definition(apiVersion: String, kind: String) -> ResourceDefinition? {
        let parts = apiVersion.split(separator: "/").map(String.init)
        let group = parts.count == 2 ? parts[0] : ""
        return definitions.first { $0.group == group && $0.kind == kind }
    }

    /// Built-in types first, then custom ones by name.
    var definitions: [ResourceDefinition] {
        BuiltinResources.all
            + customTypes.values.map(\.definition).sorted { $0.groupResource < $1.groupResource }
    }

    /// The schema for validation, nil where nothing is known of the type.
    func schema(_ definition: ResourceDefinition, version: String) -> Schema {
        if let custom = customTypes[definition.key] { return custom.versions[version]?.schema.schema ?? .any }
        return BuiltinSchemas.schema(definition)
    }

    func fieldSchema(_ definition: ResourceDefinition, version: String) -> Schema {
        if let custom = customTypes[definition.key] { return custom.versions[version]?.schema.fieldSchema ?? .any }
        return BuiltinSchemas.schema(definition)
    }

    func hasStatus(_ definition: ResourceDefinition, version: String) -> Bool {
        customTypes[definition.key]?.versions[version]?.hasStatus ?? definition.hasStatus
    }

    // MARK: - What controllers use

    func object(_ definition: ResourceDefinition, _ namespace: String, _ name: String) -> Value? {
        store.object(definition.key, namespace, name)
    }

    func list(_ definition: ResourceDefinition, namespace: String? = nil) -> [Value] {
        store.list(definition.key, namespace: namespace)
    }

    /// Stores a change that a controller made, if it is one.
    mutating func update(_ definition: ResourceDefinition, _ object: Value) {
        guard self.object(definition, object.namespace, object.name) != object else { return }
        store.put(object, as: definition.key)
    }
}

/// Unique identifiers and random suffixes; with a seed they are the same in every run.
struct IdentifierSource: Sendable {
    private var state: UInt64

    init(seed: UInt64? = nil) { state = seed ?? UInt64.random(in: .min ... .max) }

    /// SplitMix64.
    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A version 4 UUID.
    mutating func uid() -> String {
        let digits = Array("0123456789abcdef".unicodeScalars)
        var text = ""
        var bits = next()
        for index in 0..<32 {
            if index == 16 { bits = next() }
            if [8, 12, 16, 20].contains(index) { text += "-" }
            var digit = Int(bits & 15)
            bits >>= 4
            if index == 12 { digit = 4 }
            if index == 16 { digit = 8 | (digit & 3) }
            text.unicodeScalars.append(digits[digit])
        }
        return text
    }

    /// Letters and digits that make no words, as the server's own suffixes.
    mutating func suffix(_ length: Int = 5) -> String {
        let letters = Array("bcdfghjklmnpqrstvwxz2456789".unicodeScalars)
        var text = ""
        for _ in 0..<length { text.unicodeScalars.append(letters[Int(next() % UInt64(letters.count))]) }
        return text
    }
}

/// Addresses in the order in which they are asked for.
struct AddressSource: Sendable {
    private var services = 10
    private var pods = 2

    mutating func service() -> String {
        services += 1
        return "10.96.\(services / 254).\(services % 254 + 1)"
    }

    mutating func pod() -> String {
        pods += 1
        return "10.244.\(pods / 254).\(pods % 254 + 1)"
    }
}
