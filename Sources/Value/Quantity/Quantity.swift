/// An amount of a Kubernetes resource, exact to a billionth: `1500m`, `80Gi`, `2e3`.
///
/// Mirrors `resource.Quantity` of apimachinery. Two quantities are equal when their amounts are, however written.
public struct Quantity: Sendable {
    /// Which suffixes the canonical form takes.
    public enum Format: Sendable {
        /// `n` to `E`, by thousands.
        case decimalSI
        /// `Ki` to `Ei`, by 1024.
        case binarySI
        /// `e3`, `e-6`, by thousands.
        case decimalExponent
    }

    /// Billionths of one.
    let nanos: Int128
    public let format: Format

    static let nanosPerUnit: Int128 = 1_000_000_000
    public static let zero = Quantity(0)

    public init(_ count: Int, format: Format = .decimalSI) {
        self.init(nanos: Int128(count) * Self.nanosPerUnit, format: format)
    }

    init(nanos: Int128, format: Format) {
        self.nanos = nanos
        self.format = format
    }

    public var isZero: Bool { nanos == 0 }

    /// The amount in whole units, rounded away from zero and held within 64 bits, as apimachinery's `Value()`.
    public var integer: Int64 { Int64(clamping: roundedUp(to: Self.nanosPerUnit)) }

    /// The amount in thousandths of one, rounded and held likewise, as apimachinery's `MilliValue()`.
    public var milli: Int64 { Int64(clamping: roundedUp(to: Self.nanosPerUnit / 1000)) }

    public var double: Double { Double(nanos) / 1e9 }

    func roundedUp(to unit: Int128) -> Int128 {
        let (whole, rest) = nanos.quotientAndRemainder(dividingBy: unit)
        return rest == 0 ? whole : whole + rest.signum()
    }
}

extension Quantity: Hashable, Comparable {
    public static func == (left: Quantity, right: Quantity) -> Bool { left.nanos == right.nanos }
    public static func < (left: Quantity, right: Quantity) -> Bool { left.nanos < right.nanos }
    public func hash(into hasher: inout Hasher) { hasher.combine(nanos) }
}

/// A sum keeps the left side's format, or the right side's when the left is zero; it stops at the largest amount.
extension Quantity {
    public static func + (left: Quantity, right: Quantity) -> Quantity {
        let (sum, overflowed) = left.nanos.addingReportingOverflow(right.nanos)
        let limit = left.nanos < 0 ? Int128.min : Int128.max
        return Quantity(nanos: overflowed ? limit : sum, format: left.isZero ? right.format : left.format)
    }

    public static func - (left: Quantity, right: Quantity) -> Quantity { left + -right }

    public static prefix func - (quantity: Quantity) -> Quantity {
        Quantity(nanos: quantity.nanos == .min ? .max : -quantity.nanos, format: quantity.format)
    }

    public static func += (left: inout Quantity, right: Quantity) { left = left + right }
    public static func -= (left: inout Quantity, right: Quantity) { left = left - right }
}

// MARK: - Writing

extension Quantity: CustomStringConvertible {
    /// The canonical form, in which the API server gives quantities back: no fraction, the largest suffix that loses nothing.
    public var description: String {
        if isZero { return "0" }
        if format == .binarySI, nanos.magnitude >= 1024 * Self.nanosPerUnit.magnitude, nanos % Self.nanosPerUnit == 0 {
            return Self.text(nanos / Self.nanosPerUnit, step: 1024, suffixes: ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"])
        }
        if format == .decimalExponent {
            let suffixes = (-3...9).map { $0 == 0 ? "" : "e\($0 * 3)" }
            return Self.text(nanos, step: 1000, suffixes: suffixes)
        }
        return Self.text(nanos, step: 1000, suffixes: ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"])
    }

    private static func text(_ amount: Int128, step: Int128, suffixes: [String]) -> String {
        var amount = amount
        for (index, suffix) in suffixes.enumerated() {
            if index == suffixes.count - 1 || amount % step != 0 { return "\(amount)\(suffix)" }
            amount /= step
        }
        return "\(amount)"
    }
}
