public import Schemas
import Value

extension PreflightReport {
    /// What the JSON report holds. A later version may add members, so that readers leave alone what they do not know.
    public static let schema = JSONSchema.object(
        "A preflight's report.",
        [
            .required("schema", .constant(schemaVersion, "The form of the report.")),
            .required("outcome", ReportSchema.outcome("What came out; the exit status says the same.")),
            .required("simulated", .truth("Whether the cluster is the built-in sandbox.")),
            .required("cluster", ReportSchema.cluster),
            .required("durationMilliseconds", ReportSchema.milliseconds("How long the whole took.")),
            .required("counts", ReportSchema.counts("How many results have a verdict.", CheckResult.verdicts)),
            .required("failOn", ReportSchema.failOn),
            .required(
                "requests",
                ReportSchema.counts("What the API server was asked.", ReportSchema.requests)
                    .with("type", ["object", "null"])
                    .described("Null where it was not asked, as when recorded facts are judged.")),
            .required("policies", .list("The policies that made something of a result.", of: ReportSchema.policy)),
            .required("results", .list("The result of each check.", of: ReportSchema.result)),
            .optional(
                "recordedAt", .text("When the facts were recorded, where a snapshot was judged."), takesNull: false),
            .optional("conformance", ConformanceReport.schema, takesNull: false),
        ], isOpen: true
    ).described("What `groundcrew preflight -o json` and `--report json=FILE` write.")
}

extension FleetReport {
    /// What the JSON report of several clusters holds.
    public static let schema = JSONSchema.object(
        "The report of a preflight of several clusters.",
        [
            .required("schema", .constant(schemaVersion, "The form of the report.")),
            .required("outcome", ReportSchema.outcome("The worst of all clusters; the exit status says the same.")),
            .required("durationMilliseconds", ReportSchema.milliseconds("How long the whole took.")),
            .required("failOn", ReportSchema.failOn),
            .required("clusters", .list("Each cluster, in the order in which they were asked for.", of: cluster)),
        ], isOpen: true
    ).described("What `groundcrew preflight` writes as JSON for more than one context.")

    private static let cluster = JSONSchema.object(
        "A cluster, with its report or with the reason why there is none.",
        [
            .required("context", .text("The kubeconfig context that names it.")),
            .required("outcome", ReportSchema.outcome("What came out for it.")),
            .optional("report", PreflightReport.schema, takesNull: false),
            .optional(
                "error",
                .object(
                    "Why it could not be opened.",
                    [
                        .required("message", .text("What went wrong.")),
                        .optional("hint", .text("What to do next."), takesNull: false),
                    ], isOpen: true), takesNull: false),
        ], isOpen: true
    ).with("oneOf", [["required": ["report"]], ["required": ["error"]]])
}

/// What both reports are made of.
private enum ReportSchema {
    static let requests = ["lists", "gets", "discovery", "reviews", "dryRuns", "writes", "other"]

    static func outcome(_ title: String) -> JSONSchema {
        .text(title, choices: PreflightReport.Outcome.allCases.map(\.rawValue))
    }

    static func milliseconds(_ title: String) -> JSONSchema { natural(title) }

    static func counts(_ title: String, _ names: [String]) -> JSONSchema {
        .object(title, names.map { JSONSchema.Member.required($0, natural("How many.")) }, isOpen: true)
    }

    static let failOn = JSONSchema.texts(
        "What counts as a failure besides checks that fail.", choices: FailOn.allCases.map(\.rawValue))

    static let cluster = JSONSchema.object(
        "The cluster's identity.",
        [
            .required("server", .text("The API server's address.")),
            .optional("uid", .text("The uid of namespace kube-system."), takesNull: false),
            .optional("note", .text("Why the uid is missing."), takesNull: false),
        ], isOpen: true
    ).with("type", ["object", "null"]).described("Null where no check asked for the cluster.")

    static let policy = JSONSchema.object(
        "What a policy file made of a check.",
        [
            .required("check", .text("The check's id.")),
            .required(
                "action",
                .text("What became of the check.", choices: AppliedPolicy.Action.allCases.map(\.rawValue))),
            .required("reason", .text("Why, in the user's words.")),
            .required("expires", .text("The last day on which it holds.")),
        ], isOpen: true)

    static let unknown = JSONSchema.object(
        "What could not be read.",
        [
            .required(
                "code", .text("Why.", choices: UnknownReason.Code.allCases.map(\.rawValue))),
            .required("message", .text("The reason with the other side's words.")),
            .optional(
                "verb", .text("The right that was missing, or the request that was not answered."), takesNull: false),
            .optional("resource", .text("The resource that was asked for."), takesNull: false),
        ], isOpen: true)

    static let result = JSONSchema.object(
        "The result of one check.",
        [
            .required("id", .text("The check's id; stable.")),
            .required("title", .text("The check's name.")),
            .required("category", .text("What the check is about, with others.")),
            .required(
                "severity",
                .text(
                    "What becomes of the check when it does not hold.",
                    choices: CheckDefinition.Severity.allCases.map(\.rawValue))),
            .required("verdict", .text("What was found.", choices: CheckResult.verdicts)),
            .required(
                "standing",
                .text("What it is worth for the whole, by failOn.", choices: Standing.allCases.map(\.rawValue))),
            .required("message", .text("What is so.")),
            .required("durationMilliseconds", milliseconds("How long gathering its facts and judging it took.")),
            .optional("hint", .text("What to do next."), takesNull: false),
            .optional("details", .texts("A line for each thing found."), takesNull: false),
            .optional("unknown", unknown, takesNull: false),
            .optional("requirement", .text("What asks for the check."), takesNull: false),
            .optional("policy", policy, takesNull: false),
        ], isOpen: true)

    private static func natural(_ title: String) -> JSONSchema {
        JSONSchema(["title": .string(title), "type": "integer", "minimum": 0])
    }
}
