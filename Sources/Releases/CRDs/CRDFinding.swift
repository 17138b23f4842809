public import Value

/// One way in which a CRD would change that may hurt its objects or their users.
public struct CRDFinding: Sendable, Hashable {
    /// What kind of change it is; the raw value is what `--accept-crd-changes` takes.
    public enum Class: String, Sendable, CaseIterable {
        case scopeChanged = "scope-changed"
        case groupChanged = "group-changed"
        case namesChanged = "names-changed"
        case storedVersionRemoved = "stored-version-removed"
        case servedVersionRemoved = "served-version-removed"
        case subresourceChanged = "subresource-changed"
        case conversionChanged = "conversion-changed"
        /// The API server keeps what it has of a webhook, and refuses that beside a strategy that has none.
        case conversionRefused = "conversion-refused"
        case fieldRemoved = "field-removed"
        case requiredAdded = "required-added"
        case typeChanged = "type-changed"
        case enumNarrowed = "enum-narrowed"
        case defaultChanged = "default-changed"
        case boundTightened = "bound-tightened"
        case patternChanged = "pattern-changed"
        case formatChanged = "format-changed"
        case nullableChanged = "nullable-changed"
        case unknownFieldsNarrowed = "unknown-fields-narrowed"
        case uniqueItemsAdded = "unique-items-added"
        case ruleChanged = "rule-changed"
        case listTypeChanged = "list-type-changed"
        case compositionChanged = "composition-changed"
        /// A change that nobody here can judge.
        case unknownChange = "unknown-change"
    }

    /// What it may lead to.
    public enum Effect: String, Sendable, CaseIterable {
        /// The API server refuses it, whoever accepts it.
        case refused
        /// Stored objects may lose fields or become invalid.
        case unsafe
        /// Clients may notice; no object suffers.
        case harmless
    }

    public var kind: Class
    /// Such as `v1`, or `v1→v2` where the two are compared with each other; nil where it is about the whole CRD.
    public var version: String?
    /// Such as `spec.versions[v1].schema.spec.replicas`.
    public var path: String
    /// To follow the path.
    public var message: String
    public var effect: Effect

    public init(_ kind: Class, _ path: String, _ message: String, version: String? = nil, _ effect: Effect) {
        self.kind = kind
        self.path = path
        self.message = message
        self.version = version
        self.effect = effect
    }

    public var value: Value {
        [
            "class": .string(kind.rawValue), "version": version.map(Value.string) ?? .null, "path": .string(path),
            "message": .string(message), "effect": .string(effect.rawValue),
        ]
    }
}

extension CRDFinding: CustomStringConvertible {
    public var description: String { "\(path) \(message) (\(kind.rawValue))" }
}
