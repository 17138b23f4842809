/// A provider or a shared operator of the user's that cannot be used, and why.
///
/// Its name stays taken: whoever names it is told what is wrong with it, and everything else goes on.
public struct BrokenDefinition: Sendable {
    public enum Kind: String, Sendable {
        case provider
        case sharedOperator = "operator"
    }

    public var kind: Kind
    /// As its file says, where that can be read.
    public var name: String
    /// Its folder, or its file.
    public var place: String
    /// Located.
    public var error: ProviderError
    /// Whether nothing is wrong with it but that there is another of its name.
    public var isRepeated = false

    /// Whether both are the same file or folder.
    public func isSame(as other: BrokenDefinition) -> Bool { kind == other.kind && place == other.place }

    /// Whether it is what somebody means by `name`: that of the file, or that of the folder.
    public func answers(to name: String) -> Bool { self.name == name || place.hasSuffix("/\(name)") }

    /// For a warning, on one line.
    public var words: String {
        let first = error.message.prefix { $0 != "\n" }
        return "\(kind.rawValue) \(name) is left out: \(first)"
    }
}
