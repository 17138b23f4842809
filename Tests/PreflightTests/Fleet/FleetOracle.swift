import TestParts
import Testing
import Value

/// The slow, independent computation of the same: a script that reads the fleets' JSON.
struct FleetOracle {
    private static let script = "\(TestParts.projectRoot)/Benchmarks/fleet-oracle.py"

    /// One verdict for each fleet.
    static func verdicts(_ fleets: [GeneratedFleet]) async throws -> [Value] {
        let input = fleets.map(\.line).joined(separator: "\n") + "\n"
        let result: CommandResult
        do {
            result = try await TestParts.run("python3", [script, "--lines"], input: input)
        } catch {
            throw OracleError("python3 cannot be run, by which fleets are judged a second time; install it: \(error)")
        }
        guard result.isSuccess else { throw OracleError("the script \(script) failed: \(result)") }
        let lines = result.standardOutput.split(separator: "\n")
        guard lines.count == fleets.count else {
            throw OracleError("the script judged \(lines.count) of \(fleets.count) fleets: \(result.standardError)")
        }
        return try lines.map { try Value(json: Array($0.utf8)) }
    }
}

struct OracleError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
