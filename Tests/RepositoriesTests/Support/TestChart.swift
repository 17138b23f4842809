import Charts
import FoundationEssentials

/// A small packed chart.
enum TestChart {
    /// - Parameter padding: bytes of incompressible text beside the metadata.
    static func packed(_ name: String = "demo", _ version: String = "1.0.0", padding: Int = 0) throws -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        let noise = (0..<padding).map { _ in UInt8.random(in: 33...126, using: &generator) }
        return try Chart.load(files: [
            ChartFile(path: "Chart.yaml", bytes: Array("apiVersion: v2\nname: \(name)\nversion: \(version)\n".utf8)),
            ChartFile(path: "files/noise.txt", bytes: noise),
        ]).packed()
    }

    static func write(_ bytes: [UInt8], to path: String) throws {
        try FileManager.default.createDirectory(
            atPath: String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]), withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    static func write(_ text: String, to path: String) throws { try write(Array(text.utf8), to: path) }
}
