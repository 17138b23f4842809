import GoTemplate

/// A `time.Duration`: nanoseconds in 64 bits.
final class GoDuration: TemplateObject {
    let nanoseconds: Int64

    static let type = GoType(name: "time.Duration", kind: .int64)

    init(_ nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
        super.init(type: Self.type)
    }

    override var stringer: String? { Self.text(nanoseconds) }
    override var underlying: TemplateValue? { .int64(nanoseconds) }
    override func isEqual(to other: TemplateObject) -> Bool { (other as? GoDuration)?.nanoseconds == nanoseconds }

    override func member(_ name: String) -> Member? {
        let value: TemplateValue
        switch name {
        case "String": value = .string(Self.text(nanoseconds))
        case "Hours": value = .float64(seconds / 3600)
        case "Minutes": value = .float64(seconds / 60)
        case "Seconds": value = .float64(seconds)
        case "Milliseconds": value = .int64(nanoseconds / 1_000_000)
        case "Microseconds": value = .int64(nanoseconds / 1_000)
        case "Nanoseconds": value = .int64(nanoseconds)
        case "Abs": value = .object(GoDuration(nanoseconds == .min ? .max : abs(nanoseconds)))
        case "Round", "Truncate":
            return .method(
                TemplateFunction([Self.type]) { [nanoseconds] arguments in
                    let unit = arguments[0].signedInteger ?? 0
                    return .object(
                        GoDuration(
                            name == "Round" ? Self.rounded(nanoseconds, unit) : Self.truncated(nanoseconds, unit)))
                })
        default: return nil
        }
        return .method(TemplateFunction { _ in value })
    }

    var seconds: Double { Double(nanoseconds / 1_000_000_000) + Double(nanoseconds % 1_000_000_000) / 1e9 }

    // MARK: Arithmetic

    static func truncated(_ duration: Int64, _ unit: Int64) -> Int64 {
        unit <= 0 ? duration : duration - duration % unit
    }

    /// Half away from zero; what overflows is the farthest duration.
    static func rounded(_ duration: Int64, _ unit: Int64) -> Int64 {
        if unit <= 0 { return duration }
        let remainder = duration % unit
        if duration < 0 {
            let rest = -remainder
            if rest &+ rest < unit, rest &+ rest >= 0 { return duration + rest }
            let (result, overflows) = (duration &- unit).addingReportingOverflow(rest)
            return overflows || result > duration ? .min : result
        }
        if remainder &+ remainder < unit, remainder &+ remainder >= 0 { return duration - remainder }
        let result = duration &+ unit &- remainder
        return result > duration ? result : .max
    }

    // MARK: Text

    /// For example `1h2m3.5s`; Go leaves out leading units that are zero.
    static func text(_ nanoseconds: Int64) -> String {
        let magnitude = nanoseconds.magnitude
        let sign = nanoseconds < 0 ? "-" : ""
        if magnitude == 0 { return "0s" }
        if magnitude < 1_000 { return "\(sign)\(magnitude)ns" }
        if magnitude < 1_000_000 { return "\(sign)\(fraction(magnitude, 1_000))µs" }
        if magnitude < 1_000_000_000 { return "\(sign)\(fraction(magnitude, 1_000_000))ms" }
        let seconds = magnitude / 1_000_000_000
        let rest = fraction(magnitude - seconds / 60 * 60_000_000_000, 1_000_000_000) + "s"
        if seconds < 60 { return sign + rest }
        let minutes = seconds / 60
        if minutes < 60 { return "\(sign)\(minutes)m\(rest)" }
        return "\(sign)\(minutes / 60)h\(minutes % 60)m\(rest)"
    }

    private static func fraction(_ value: UInt64, _ unit: UInt64) -> String {
        let rest = value % unit
        if rest == 0 { return "\(value / unit)" }
        var digits = String(rest + unit).dropFirst()
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(value / unit).\(digits)"
    }

    /// Go's `time.ParseDuration`.
    static func parse(_ text: String) throws(TemplateError) -> Int64 {
        let quoted = GoQuote.quoted(text)
        let invalid = TemplateError.call("time: invalid duration \(quoted)")
        var rest = Array(text.utf8)[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        if rest.elementsEqual([0x30]) { return 0 }
        if rest.isEmpty { throw invalid }
        var total: UInt64 = 0
        while !rest.isEmpty {
            let whole = rest.prefix { (0x30...0x39).contains($0) }
            rest = rest.dropFirst(whole.count)
            var fraction: ArraySlice<UInt8> = []
            if rest.first == UInt8(ascii: ".") {
                fraction = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
                rest = rest.dropFirst(fraction.count + 1)
            }
            if whole.isEmpty, fraction.isEmpty { throw invalid }
            let name = rest.prefix { $0 != UInt8(ascii: ".") && !(0x30...0x39).contains($0) }
            rest = rest.dropFirst(name.count)
            let unitName = String(decoding: name, as: UTF8.self)
            if unitName.isEmpty { throw .call("time: missing unit in duration \(quoted)") }
            guard let unit = units[unitName] else {
                throw .call("time: unknown unit \(GoQuote.quoted(unitName)) in duration \(quoted)")
            }
            guard let number = whole.isEmpty ? 0 : UInt64(String(decoding: whole, as: UTF8.self)) else { throw invalid }
            let (product, overflows) = number.multipliedReportingOverflow(by: unit)
            if overflows { throw invalid }
            var scale = 1.0
            var value = 0.0
            for digit in fraction {
                value = value * 10 + Double(digit - 0x30)
                scale *= 10
            }
            let (sum, carries) = total.addingReportingOverflow(product)
            total = sum &+ UInt64(value * (Double(unit) / scale))
            if carries || total > 1 << 63 { throw invalid }
        }
        if isNegative { return Int64(truncatingIfNeeded: 0 &- total) }
        guard let duration = Int64(exactly: total) else { throw invalid }
        return duration
    }

    private static let units: [String: UInt64] = [
        "ns": 1, "us": 1_000, "µs": 1_000, "μs": 1_000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000,
        "h": 3_600_000_000_000,
    ]
}
