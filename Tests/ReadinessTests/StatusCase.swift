import Readiness
import Testing
import Value

/// An object, and the status it has.
struct StatusCase: Sendable, CustomTestStringConvertible {
    var name: String
    var object: Value
    var phase: ResourceStatus.Phase
    var message: String
    var counts: [Int]?

    init(_ name: String, _ json: String, _ phase: ResourceStatus.Phase, _ message: String, _ counts: [Int]? = nil)
        throws
    {
        self.name = name
        object = try Value(jsonText: json)
        self.phase = phase
        self.message = message
        self.counts = counts
    }

    var testDescription: String { name }

    /// Every object has the status that its case says.
    static func check(_ cases: [StatusCase]) {
        for test in cases {
            let result = status(of: test.object)
            #expect(result.phase == test.phase, "\(test.name): \(result)")
            #expect(result.message == test.message, "\(test.name)")
            if let counts = test.counts { #expect([result.ready, result.desired] == counts, "\(test.name)") }
        }
    }
}
