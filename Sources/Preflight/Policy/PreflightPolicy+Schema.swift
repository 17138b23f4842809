public import Schemas
import Value

extension PreflightPolicy {
    /// What the reader of policy files takes. For it alone to tell: whether a check is there, and has one rule only.
    public static let schema = JSONSchema.object(
        "A policy for the checks",
        [
            .required("apiVersion", .constant("groundcrew/v1", "The form of the file.")),
            .required("kind", .constant("PreflightPolicy", "What the file is.")),
            .required("rules", .list("What becomes of checks, one rule for each.", of: rule)),
        ]
    ).described("The file that `--policy` names.")

    private static let rule = JSONSchema.object(
        "What becomes of a check.",
        [
            .required(
                "check", .text("The check's id.", pattern: "^[a-z0-9][a-z0-9-]*$").example("gpu-driver")),
            .required(
                "action",
                .text(
                    "Whether what would fail is a warning, or the check is not judged.",
                    choices: AppliedPolicy.Action.allCases.map(\.rawValue)
                ).example("downgrade")),
            .required(
                "reason",
                .text("Why, in your own words; every report shows it.").example("the driver is updated in December")),
            .required(
                "expires",
                .text("The last day on which it holds.", pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$").example("2026-12-31")),
        ])
}
