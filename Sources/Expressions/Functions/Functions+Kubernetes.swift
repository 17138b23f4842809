import Value
import Versions

/// The libraries that Kubernetes adds (k8s.io/apiserver/pkg/cel/library).
extension Functions {
    static let urls: [Overload] = [
        .function("url", .string, to: .url) { (values, context) throws(Fault) in
            let text = try values.text(0, &context, times: 8)
            guard let url = URLDatum(text) else {
                throw Fault(.invalidArgument, "'\(text.shortened)' is not an absolute URL or path")
            }
            return .url(url)
        },
        .function("isURL", .string, to: .bool) { (values, context) throws(Fault) in
            .bool(URLDatum(try values.text(0, &context, times: 8)) != nil)
        },
        part("getScheme") { $0.scheme }, part("getHost") { $0.host }, part("getHostname") { $0.hostname },
        part("getPort") { $0.port }, part("getEscapedPath") { $0.path },
        .method("getQuery", .url, to: .map) { (values, context) throws(Fault) in
            guard case .url(let url) = values[0] else { return values[0] }
            try context.charge(bytes: 10 * url.query.utf8.count)
            var entries = MapDatum.Entries()
            for parameter in url.parameters {
                _ = entries.insert(.string(parameter.key), .list(parameter.values.map { .string($0) }))
            }
            return .map(.made(entries))
        }.inferring { _ in .map(InferredType(.string), .list(InferredType(.string))) },
    ]

    private static func part(_ name: String, _ read: @escaping @Sendable (URLDatum) -> String) -> Overload {
        .method(name, .url, to: .string) { (values, context) throws(Fault) in
            guard case .url(let url) = values[0] else { return values[0] }
            try context.charge(bytes: url.text.utf8.count)
            return .string(read(url))
        }
    }

    static let versions: [Overload] = [
        .function("semver", .string, to: .version, semver), .function("semver", .string, .bool, to: .version, semver),
        .function("isSemver", .string, to: .bool, isSemver), .function("isSemver", .string, .bool, to: .bool, isSemver),
        .method("major", .version, to: .int) { (values, _) throws(Fault) in
            .int(Int64(clamping: try version(values, 0).major))
        },
        .method("minor", .version, to: .int) { (values, _) throws(Fault) in
            .int(Int64(clamping: try version(values, 0).minor))
        },
        .method("patch", .version, to: .int) { (values, _) throws(Fault) in
            .int(Int64(clamping: try version(values, 0).patch))
        },
        .method("isLessThan", .version, .version, to: .bool) { (values, context) throws(Fault) in
            .bool(try order(values, &context) < 0)
        },
        .method("isGreaterThan", .version, .version, to: .bool) { (values, context) throws(Fault) in
            .bool(try order(values, &context) > 0)
        },
        .method("compareTo", .version, .version, to: .int) { (values, context) throws(Fault) in
            .int(Int64(try order(values, &context)))
        },
    ]

    private static func order(_ values: [Datum], _ context: inout Context) throws(Fault) -> Int {
        let (left, right) = (try version(values, 0), try version(values, 1))
        try context.charge(bytes: 4 * (left.original.utf8.count + right.original.utf8.count))
        return left.compare(to: right)
    }

    private static func version(_ values: [Datum], _ index: Int) throws(Fault) -> SemanticVersion {
        guard case .version(let value) = values[index] else { throw Fault(.noSuchOverload, "expected a version") }
        return value
    }

    /// With a second argument of true, what Kubernetes calls normalizing: a "v" before, missing numbers, leading zeros.
    private static func parsed(
        _ values: [Datum], _ context: inout Context
    ) throws(Fault) -> Result<SemanticVersion, VersionError> {
        let text = try values.text(0, &context, times: 4)
        let isLenient = values.count > 1 ? try values.bool(1) : false
        do {
            return .success(try isLenient ? SemanticVersion(text) : SemanticVersion(strict: text))
        } catch {
            return .failure(error)
        }
    }

    private static func semver(_ values: [Datum], _ context: inout Context) throws(Fault) -> Datum {
        switch try parsed(values, &context) {
        case .success(let version): return .version(version)
        case .failure(let error):
            throw Fault(.invalidArgument, "\(error.message): '\(error.text.shortened)'")
        }
    }

    private static func isSemver(_ values: [Datum], _ context: inout Context) throws(Fault) -> Datum {
        if case .success = try parsed(values, &context) { return .bool(true) }
        return .bool(false)
    }
}
