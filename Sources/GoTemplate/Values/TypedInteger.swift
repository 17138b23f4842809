/// An integer of a Go type other than `int` and `int64`, for example a byte of a string.
public final class TypedInteger: Sendable {
    public let kind: GoKind
    /// The value's bits, sign-extended; an unsigned value above `Int64.max` is negative here.
    public let bits: Int64
    public let typeName: String

    public init(_ kind: GoKind, bits: Int64, typeName: String? = nil) {
        self.kind = kind
        self.bits = bits
        self.typeName = typeName ?? kind.rawValue
    }
}
