public import Events
import Formats
import Value

/// An event as one line of JSON, for `--events ndjson`.
public enum EventRecord {
    public static let schemaVersion = "groundcrew.event/v1"

    /// - Parameters:
    ///   - sequence: counts the run's events from 1.
    ///   - elapsed: since the run began.
    /// - Returns: one line without its line break. Control characters are escaped, as JSON does it.
    public static func render(_ event: Event, sequence: Int, elapsed: Duration) -> String {
        value(event, sequence: sequence, elapsed: elapsed).json()
    }

    static func value(_ event: Event, sequence: Int, elapsed: Duration) -> Value {
        var object: Object = [
            "schema": .string(schemaVersion), "sequence": .integer(Int64(sequence)),
            "elapsedMilliseconds": .integer(elapsed.inMilliseconds),
            "id": .string(id(event)), "kind": .string(event.kind.rawValue), "phase": .string(event.phase.rawValue),
        ]
        if let step = event.step { object["step"] = .string(plainText(step)) }
        object["message"] = .string(plainText(event.message))
        if let outcome = event.outcome { object["outcome"] = .string(outcome.rawValue) }
        object["simulated"] = .bool(event.isSimulated)
        if !event.details.isEmpty { object["details"] = plain(.object(event.details)) }
        return .object(object)
    }

    /// The same for the same thing in every run, such as `preflight/check/gpu-nodes/stepFinished`.
    public static func id(_ event: Event) -> String {
        [event.phase.rawValue, event.step.map(plainText), event.kind.rawValue].compactMap { $0 }
            .joined(separator: "/")
    }

    private static func plain(_ value: Value) -> Value {
        switch value {
        case .string(let text): .string(plainText(text))
        case .array(let elements): .array(elements.map(plain))
        case .object(let object): .object(Object(object.map { (plainText($0.key), plain($0.value)) }))
        case .null, .bool, .integer, .float, .number: value
        }
    }
}
