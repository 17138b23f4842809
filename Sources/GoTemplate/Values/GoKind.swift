/// What a Go value is underneath its type's name; the raw value is Go's spelling.
public enum GoKind: String, Sendable {
    case invalid, bool
    case int, int8, int16, int32, int64
    case uint, uint8, uint16, uint32, uint64, uintptr
    case float32, float64
    case interface, map, slice, string, `struct`, ptr
    case function = "func"

    public var isSigned: Bool {
        switch self {
        case .int, .int8, .int16, .int32, .int64: true
        default: false
        }
    }

    public var isUnsigned: Bool {
        switch self {
        case .uint, .uint8, .uint16, .uint32, .uint64, .uintptr: true
        default: false
        }
    }

    public var isFloat: Bool { self == .float64 || self == .float32 }

    /// Whether nil may stand for a value of this kind.
    public var isNillable: Bool {
        switch self {
        case .interface, .map, .slice, .ptr, .function: true
        default: false
        }
    }
}
