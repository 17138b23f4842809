import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The real programs that the tests run against: where they are, and how to run one.
///
/// `.ci/parts` puts them into its cache; nothing here fetches anything.
public enum TestParts {
    /// A program in the cache; the raw value is its file name.
    public enum Part: String, CaseIterable, Sendable {
        case etcd
        case etcdctl
        case helm3
        case helm4
        case kubeAPIServer = "kube-apiserver"
        case kubeControllerManager = "kube-controller-manager"
        case kubeScheduler = "kube-scheduler"
        case kubectl
        case natsServer = "nats-server"
        /// Reads metrics as Prometheus does.
        case promtool
        case registry
        /// A Python that can import junitparser, sarif-tools (its loader) and check-jsonschema.
        case reportReaders = "report-readers"
    }

    /// The folder of `Package.swift`, without a trailing slash and without symbolic links.
    public static let projectRoot: String = {
        var path = #filePath
        if let resolved = realpath(path, nil) {
            path = String(cString: resolved)
            free(resolved)
        }
        // Sources/TestParts/TestParts.swift
        return path.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    }()

    /// The folder of the parts: `GROUNDCREW_PARTS`, else `.cache/groundcrew/parts` in the home folder.
    public static var folder: String {
        let environment = ProcessInfo.processInfo.environment
        return environment["GROUNDCREW_PARTS"] ?? "\(environment["HOME"] ?? "")/.cache/groundcrew/parts"
    }

    /// The absolute path of a program that is there to run.
    ///
    /// - Throws: `TestPartsError` with code `missing`, which says how to get it.
    public static func path(_ part: Part) throws(TestPartsError) -> String {
        let path = "\(folder)/\(part.rawValue)"
        guard access(path, X_OK) == 0 else {
            throw TestPartsError(.missing, "\(part.rawValue) is not in \(folder): run 'make parts' or '.ci/parts'")
        }
        return path
    }

    /// Whether every named program is there, for `.enabled(if:)`.
    public static func has(_ parts: Part...) -> Bool {
        parts.allSatisfy { access("\(folder)/\($0.rawValue)", X_OK) == 0 }
    }
}
