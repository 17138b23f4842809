public import Preflight
public import Value
import YAML

/// A preflight's report as an object of OpenReports (`openreports.io/v1alpha1`), for Policy Reporter and others that read
/// them from the cluster.
///
/// It is of the cluster, not of a namespace. Texts are cut, and of more results than an object holds the findings are kept:
/// the summary counts all, and an annotation those that are left out.
public enum OpenReportsReport {
    /// What it is called in the cluster that it is about: a later run takes the place of an earlier one.
    public static let name = "groundcrew-preflight"

    /// What is to be applied to the cluster that was checked.
    public static func objects(
        _ report: PreflightReport, origin: ReportOrigin, name: String = OpenReportsReport.name
    ) -> [Value] {
        [object(report, origin, name: name, cluster: origin.clusterName(report))]
    }

    /// An object for each cluster, whose names differ, so that one cluster can hold them all.
    public static func objects(_ fleet: FleetReport, origin: ReportOrigin) -> [Value] {
        fleet.clusters.map { cluster in
            object(
                fleet.report(of: cluster), origin, name: "\(name)-\(nameSuffix(cluster.context))",
                cluster: cluster.context)
        }
    }

    /// A YAML stream with a document for each object.
    public static func render(_ report: PreflightReport, origin: ReportOrigin) -> String {
        text(objects(report, origin: origin))
    }

    public static func render(_ fleet: FleetReport, origin: ReportOrigin) -> String {
        text(objects(fleet, origin: origin))
    }

    private static func text(_ objects: [Value]) -> String {
        objects.map(YAML.encode).joined(separator: "---\n")
    }

    private static func object(
        _ report: PreflightReport, _ origin: ReportOrigin, name: String, cluster: String
    ) -> Value {
        let order: [Standing] = [.failed, .undecided, .warned, .skipped, .passed]
        let results = order.flatMap { standing in report.results.filter { report.standing(of: $0) == standing } }
        let kept = fitting(results.prefix(ReportLimits.openReportsResults).map { result($0, report, origin) })
        var annotations = annotations(report, origin, cluster)
        if kept.count < results.count {
            annotations["groundcrew/results-left-out"] = .string("\(results.count - kept.count)")
        }
        return [
            "apiVersion": "openreports.io/v1alpha1", "kind": "ClusterReport",
            "metadata": [
                "name": .string(name), "labels": ["app.kubernetes.io/managed-by": "groundcrew"],
                "annotations": .object(annotations),
            ],
            "source": "groundcrew",
            "configuration": ["limits": ["maxResults": .integer(Int64(ReportLimits.openReportsResults))]],
            "summary": summary(report),
            "results": .array(kept),
        ]
    }

    /// The first ones, as many as an object holds.
    private static func fitting(_ results: [Value]) -> [Value] {
        var bytes = 0
        return Array(
            results.prefix { result in
                bytes += result.jsonBytes().count
                return bytes <= ReportLimits.openReportsBytes
            })
    }

    private static func annotations(_ report: PreflightReport, _ origin: ReportOrigin, _ cluster: String) -> Object {
        var annotations: Object = [
            "groundcrew/cluster": .string(limited(cluster)), "groundcrew/outcome": .string(report.outcome.rawValue),
            "groundcrew/version": .string(origin.version),
        ]
        if report.isSimulated { annotations["groundcrew/simulated"] = "true" }
        if let recordedAt = report.recordedAt { annotations["groundcrew/recorded-at"] = .string(limited(recordedAt)) }
        return annotations
    }

    private static func summary(_ report: PreflightReport) -> Value {
        var counts: Object = ["pass": 0, "warn": 0, "fail": 0, "skip": 0, "error": 0]
        for standing in Standing.allCases {
            counts[ReportWords(standing).openReports] = .integer(Int64(report.count(standing)))
        }
        return .object(counts)
    }

    private static func result(_ result: CheckResult, _ report: PreflightReport, _ origin: ReportOrigin) -> Value {
        let standing = report.standing(of: result)
        let words = ReportWords(standing)
        var properties: Object = [
            "title": .string(limited(result.title)), "verdict": .string(result.exactVerdict),
        ]
        if let hint = result.hint { properties["hint"] = .string(limited(hint)) }
        if !result.details.isEmpty {
            properties["details"] = .string(limited(result.details.joined(separator: "\n")))
        }
        if let requirement = result.requirement { properties["requirement"] = .string(limited(requirement)) }
        if let policy = result.policy { properties["policy"] = .string(limited(policy.sentence)) }
        return [
            "policy": .string(result.id), "category": .string(limited(result.category)),
            "message": .string(cut(plainText(result.message), to: ReportLimits.openReportsMessage)),
            "result": .string(words.openReports), "severity": .string(words.openReportsSeverity),
            // A warning counts as what is not scored and does not hold.
            "scored": .bool(standing != .warned), "source": "groundcrew",
            "timestamp": ["seconds": .integer(origin.start), "nanos": 0], "properties": .object(properties),
        ]
    }

    private static func limited(_ text: String) -> String {
        cut(plainText(text), to: ReportLimits.openReportsProperty)
    }

    /// A context as the end of an object's name: contexts that differ have names that differ.
    static func nameSuffix(_ context: String) -> String {
        if KubernetesName.isSubdomain(context, longest: 63) { return context }
        var hash: UInt32 = 2_166_136_261  // FNV-1a
        for byte in context.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        let letters = context.lowercased().unicodeScalars.map { scalar -> Character in
            let isPlain = ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
            return isPlain ? Character(scalar) : "-"
        }
        let parts = String(letters).split(separator: "-").joined(separator: "-").prefix(50)
        let readable = parts.last == "-" ? parts.dropLast() : parts
        return (readable.isEmpty ? "" : "\(readable)-") + String(hash, radix: 16)
    }
}
