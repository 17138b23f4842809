import TestParts
import Testing
import Value

extension CommandResult {
    /// What the command printed with `-o json`.
    func json() throws -> Value {
        do {
            return try Value(jsonText: standardOutput)
        } catch {
            Issue.record("standard output is not one JSON document (\(error)): \(self)")
            throw error
        }
    }

    /// The result of one check in the report of `preflight -o json`.
    func check(_ id: String) throws -> Value {
        try #require(try json()["results"]?.array?.first { $0["id"]?.string == id }, "no check \(id) in \(self)")
    }
}
