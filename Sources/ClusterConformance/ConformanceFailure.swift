import Kubernetes

/// A promise that did not hold.
public struct ConformanceFailure: Error, Sendable, CustomStringConvertible {
    public var message: String
    public var file: String
    public var line: Int

    public var description: String { "\(file):\(line): \(message)" }
}

func expect(
    _ condition: Bool, _ message: @autoclosure () -> String, file: String = #fileID, line: Int = #line
) throws {
    guard condition else { throw ConformanceFailure(message: message(), file: file, line: line) }
}

func expectEqual<Content: Equatable>(
    _ value: Content, _ expected: Content, _ what: String, file: String = #fileID, line: Int = #line
) throws {
    try expect(value == expected, "\(what) is \(value), not \(expected)", file: file, line: line)
}

/// Expects the body to fail with one code, and gives the error.
@discardableResult
func expectError(
    _ code: KubernetesError.Code, file: String = #fileID, line: Int = #line, _ body: () async throws -> Void
) async throws -> KubernetesError {
    do {
        try await body()
    } catch let error as KubernetesError {
        try expect(error.code == code, "failed with \(error.code), not \(code): \(error)", file: file, line: line)
        return error
    }
    throw ConformanceFailure(message: "succeeded, where \(code) was expected", file: file, line: line)
}

/// Repeats a question until its answer is yes; for what a cluster does in its own time.
func eventually(
    _ what: String, within limit: Duration = .seconds(30), file: String = #fileID, line: Int = #line,
    _ condition: () async throws -> Bool
) async throws {
    let clock = ContinuousClock()
    let end = clock.now + limit
    while try await !condition() {
        guard clock.now < end else {
            throw ConformanceFailure(message: "\(what): not within \(limit)", file: file, line: line)
        }
        try await clock.sleep(for: .milliseconds(50))
    }
}
