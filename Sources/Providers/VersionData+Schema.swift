import Schemas
import Value

extension VersionData {
    /// What the reader takes below `versions`.
    static let schema = JSONSchema.object(
        "What is known of its versions.",
        [
            .required("asOf", day("The day on which it was true.").example("2026-11-29")),
            .optional("source", .source("Where it is from.")),
            .optional(
                "annotation",
                .source("An annotation of its CRDs that tells their version.")
                    .example("gateway.networking.k8s.io/bundle-version")),
            .required("known", .list("Versions, the oldest first.", of: release, least: 1)),
            .optional("upgrades", .list("The steps in which upstream lets one become another.", of: rule)),
        ])

    private static let release = JSONSchema.object(
        "A version.",
        [
            .required("version", version("One version, or two numbers for all of a minor version.").example("1.6.2")),
            .optional("latest", version("The newest that is known of a minor version.").example("1.6.2")),
            .optional("kubernetes", .source("A range of versions of Kubernetes.").example(">=1.30.0-0")),
            .optional(
                "needs",
                .map(
                    "Versions of other operators that it works with, by name.", of: .source("A range of versions."),
                    takesNull: false)),
            .optional("engines", .map("What its images bring, by engine.", of: engine, takesNull: false)),
            .optional("driver", .number("The oldest NVIDIA driver, its first number.", in: drivers).example(580)),
            .optional("cuda", .source("The version of CUDA of its images.").example("13.0")),
            .optional("endOfSupport", day("The last day on which it is looked after.")),
            .optional("source", .source("Where it is from.")),
        ])

    private static let engine = JSONSchema.object(
        "An engine.",
        [
            .optional("version", .source("Of the engine.").example("0.31.0")),
            .optional("image", .source("Its image; without a tag, the tag is the version that this is said of.")),
        ])

    private static let rule = JSONSchema.object(
        "A step.",
        [
            .optional("from", .source("A range of versions; any when left out.").example("<0.8.0")),
            .optional("to", .source("A range of versions; any when left out.").example(">=0.9.0")),
            .optional(
                "step",
                .text(
                    "One minor version after another, none left out.",
                    choices: UpgradeRule.Step.allCases.map(\.rawValue))),
            .optional("via", version("The version that comes between.").example("0.8.0")),
            .optional("before", .source("What has to be done first.")),
            .optional("source", .source("Where it is from.")),
        ]
    )
    .with("anyOf", .array(["step", "via", "before"].map { said([$0]) }))
    .with("not", said(["step", "via"]))

    /// Members that are there, and not null.
    private static func said(_ names: [String]) -> Value {
        var properties: Object = [:]
        for name in names { properties[name] = ["type": "string"] }
        return ["required": .array(names.map(Value.string)), "properties": .object(properties)]
    }

    private static func day(_ title: String) -> JSONSchema { .text(title, pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$") }

    private static func version(_ title: String) -> JSONSchema {
        .text(title, pattern: "^v?[0-9]+[.][0-9]+([.][0-9]+)?([-+][0-9A-Za-z.+-]+)?$")
    }
}
