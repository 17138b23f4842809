/// How a create, replace or patch is carried out.
public struct WriteOptions: Sendable, Hashable {
    public var fieldManager: String?
    /// The server does everything but store the result.
    public var dryRun: Bool
    /// What the server does with fields it does not know; servers before 1.25 ignore it and drop them.
    public var fieldValidation: FieldValidation?
    /// Such as `status` or `scale`.
    public var subresource: String?

    public init(
        fieldManager: String? = nil, dryRun: Bool = false, fieldValidation: FieldValidation? = nil,
        subresource: String? = nil
    ) {
        self.fieldManager = fieldManager
        self.dryRun = dryRun
        self.fieldValidation = fieldValidation
        self.subresource = subresource
    }

    public enum FieldValidation: String, Sendable, Hashable {
        case ignore = "Ignore"
        case warn = "Warn"
        case strict = "Strict"
    }

    var query: [(String, String)] {
        var items: [(String, String)] = []
        if let fieldManager { items.append(("fieldManager", fieldManager)) }
        if dryRun { items.append(("dryRun", "All")) }
        if let fieldValidation { items.append(("fieldValidation", fieldValidation.rawValue)) }
        return items
    }
}

/// How a server-side apply is carried out.
public struct ApplyOptions: Sendable, Hashable {
    /// Who owns the applied fields.
    public var fieldManager: String
    /// Takes fields from other managers instead of failing with `conflict`.
    public var force: Bool
    public var dryRun: Bool
    public var fieldValidation: WriteOptions.FieldValidation?
    public var subresource: String?

    public init(
        fieldManager: String, force: Bool = false, dryRun: Bool = false,
        fieldValidation: WriteOptions.FieldValidation? = .strict, subresource: String? = nil
    ) {
        self.fieldManager = fieldManager
        self.force = force
        self.dryRun = dryRun
        self.fieldValidation = fieldValidation
        self.subresource = subresource
    }

    var query: [(String, String)] {
        let write = WriteOptions(fieldManager: fieldManager, dryRun: dryRun, fieldValidation: fieldValidation)
        return write.query + (force ? [("force", "true")] : [])
    }
}

/// How an object is deleted.
public struct DeleteOptions: Sendable, Hashable {
    /// What becomes of the objects that the deleted one owns; nil leaves it to the type's default.
    public var propagation: Propagation?
    /// Whole seconds; nil leaves it to the object.
    public var gracePeriod: Duration?
    /// The delete fails with `conflict` when the object has another uid.
    public var uid: String?
    /// The delete fails with `conflict` when the object has changed since.
    public var resourceVersion: String?
    public var dryRun: Bool

    public init(
        propagation: Propagation? = nil, gracePeriod: Duration? = nil, uid: String? = nil,
        resourceVersion: String? = nil, dryRun: Bool = false
    ) {
        self.propagation = propagation
        self.gracePeriod = gracePeriod
        self.uid = uid
        self.resourceVersion = resourceVersion
        self.dryRun = dryRun
    }

    public enum Propagation: String, Sendable, Hashable {
        /// The owner goes at once, what it owns soon after.
        case background = "Background"
        /// The owner stays, terminating, until what it owns is gone.
        case foreground = "Foreground"
        /// What it owns stays.
        case orphan = "Orphan"
    }
}
