import GoTemplate

/// Helm's functions of durations.
/// A function without `must` in its name drops the error of what is not a duration, as in Helm, and takes it for 0.
enum DurationFunctions {
    static func add(to functions: inout TemplateFunctions) {
        functions.add("mustToDuration", [.any]) { .object(GoDuration(try duration($0[0]))) }
        let floats: [(String, Double)] = [
            ("durationSeconds", 1), ("durationMinutes", 60), ("durationHours", 3600), ("durationDays", 24),
            ("durationWeeks", 7),
        ]
        for (name, divisor) in floats {
            functions.add(name, [.any]) { arguments in
                // As Helm: what is not a duration is 0.
                guard let nanoseconds = try? duration(arguments[0]) else { return .float64(0) }
                let value = GoDuration(nanoseconds)
                // Days and weeks are made of hours, in steps that each round.
                let hours =
                    Double(nanoseconds / 3_600_000_000_000)
                    + Double(nanoseconds % 3_600_000_000_000) / 3.6e12
                switch name {
                case "durationSeconds": return .float64(value.seconds)
                case "durationMinutes":
                    return .float64(
                        Double(nanoseconds / 60_000_000_000) + Double(nanoseconds % 60_000_000_000) / 6e10)
                case "durationHours": return .float64(hours)
                case "durationDays": return .float64(hours / 24)
                default: return .float64(hours / 24 / divisor)
                }
            }
        }
        let integers: [(String, Int64)] = [
            ("durationMilliseconds", 1_000_000), ("durationMicroseconds", 1_000), ("durationNanoseconds", 1),
        ]
        for (name, divisor) in integers {
            // As Helm: what is not a duration is 0.
            functions.add(name, [.any]) { .int64(((try? duration($0[0])) ?? 0) / divisor) }
        }
        functions.add("durationRoundTo", [.any, .any]) { adjusted($0, GoDuration.rounded) }
        functions.add("durationTruncateTo", [.any, .any]) { adjusted($0, GoDuration.truncated) }
    }

    /// As Helm: what is not a duration is 0, and what is not a unit rounds nothing.
    private static func adjusted(_ arguments: TemplateArguments, _ change: (Int64, Int64) -> Int64) -> TemplateValue {
        guard let value = try? duration(arguments[0]) else { return .object(GoDuration(0)) }
        guard let unit = try? duration(arguments[1]) else { return .object(GoDuration(value)) }
        return .object(GoDuration(change(value, unit)))
    }

    /// Durations, texts of durations, and numbers of seconds.
    private static func duration(_ value: TemplateValue) throws(TemplateError) -> Int64 {
        switch value {
        case .object(let object):
            if let duration = object as? GoDuration { return duration.nanoseconds }
        case .string(let text): return try duration(ByteText.trimmed(text), original: Array(text.utf8))
        case .rawString(let bytes):
            return try duration(ByteText.trimmed(String(decoding: bytes, as: UTF8.self)), original: bytes)
        case .nil: throw .call("invalid duration")
        case .float64(let seconds): return try duration(seconds: seconds)
        default:
            if let seconds = value.signedInteger {
                let (result, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
                if overflows { throw .call("duration seconds overflow: \(seconds)") }
                return result
            }
            if let seconds = value.unsignedInteger {
                let (result, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
                guard !overflows, let result = Int64(exactly: result) else {
                    throw .call("duration seconds overflow: \(seconds)")
                }
                return result
            }
        }
        throw .call("unsupported duration type \(value.typeName)")
    }

    private static func duration(_ text: String, original: [UInt8]) throws(TemplateError) -> Int64 {
        if text.isEmpty { throw .call("empty duration") }
        // What is not a duration may be a number of seconds.
        if let nanoseconds = try? GoDuration.parse(text) { return nanoseconds }
        if let seconds = GoNumber.float(text) { return try duration(seconds: seconds) }
        throw .call("could not parse duration \(GoQuote.quoted(original))")
    }

    private static func duration(seconds: Double) throws(TemplateError) -> Int64 {
        guard seconds.isFinite else { throw .call("invalid duration seconds: \(GoFloat.text(seconds))") }
        let limit = Double(Int64.max) / 1e9
        guard seconds.magnitude <= limit else { throw .call("duration seconds overflow: \(GoFloat.text(seconds))") }
        return Int64(exactly: (seconds * 1e9).rounded(.towardZero)) ?? .max
    }
}
