import Value
import YAML

@testable import Repositories

/// A repository's index, read as a stream for one chart and read whole: both must say the same.
enum IndexTarget {
    private static let chart = "demo"

    @Sendable static func run(_ bytes: [UInt8]) throws {
        // Read as a web page, though YAML may begin so.
        if bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "<") { return }
        let streamed = try [1, 7, bytes.count + 1].map { try scan(bytes, chunk: $0) }
        try Finding.require(
            streamed.dropFirst().allSatisfy { $0 == streamed[0] }, "the size of chunks matters: \(streamed)")
        guard let whole = whole(bytes) else { return }
        switch streamed[0] {
        case .whole: break
        case .refused(let reason): throw Finding("refused as a stream (\(reason)), whole it gives \(whole)")
        case .records(let records):
            try Finding.require(whole == .records(records), "as a stream it gives \(records), whole \(whole)")
        case .absent, .malformed:
            try Finding.require(whole == streamed[0], "as a stream it gives \(streamed[0]), whole \(whole)")
        }
    }

    private enum Result: Equatable {
        case records([ChartRecord])
        case absent
        /// The entry is there and no list of versions.
        case malformed
        case refused(String)
        case whole
    }

    private static var rules: YAMLRules {
        var rules = YAMLRules.helm
        rules.rejectsDuplicateKeys = true
        return rules
    }

    /// As `ChartFetcher` goes about it.
    private static func scan(_ bytes: [UInt8], chunk: Int) throws -> Result {
        do throws(RepositoryError) {
            var scanner = IndexScanner(chart: chart)
            for start in stride(from: 0, to: bytes.count, by: chunk) {
                try scanner.take(Array(bytes[start..<min(start + chunk, bytes.count)]))
            }
            switch try scanner.finish() {
            case .needsWhole: return .whole
            case .absent: return .absent
            case .json(let bytes):
                guard let value = (try? Value(json: bytes)) ?? (try? YAML.decode(bytes, file: "index", rules: rules))
                else { return .refused("no JSON") }
                return list(value)
            case .yaml(let bytes, _):
                do {
                    guard let value = try YAML.decode(bytes, file: "index", rules: rules).object?.values.first else {
                        return .absent
                    }
                    return list(value)
                } catch {
                    return error.code == .alias ? .whole : .refused("\(error)")
                }
            }
        } catch {
            return .refused("\(error)")
        }
    }

    /// nil when the text is not an index.
    private static func whole(_ bytes: [UInt8]) -> Result? {
        guard let root = try? YAML.decode(bytes, file: "index", rules: rules).object,
            let version = root["apiVersion"], ChartRecord.text(version)?.isEmpty == false
        else { return nil }
        guard let entry = root["entries"]?.object?[chart] else { return .absent }
        return list(entry)
    }

    private static func list(_ entry: Value) -> Result {
        do { return .records(try ChartRecord.list(entry, chart: chart)) } catch { return .malformed }
    }
}
