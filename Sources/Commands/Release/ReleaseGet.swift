import ArgumentParser
import Charts
import Providers
import Releases
import Reports
import Value
import YAML

struct ReleaseGet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Print what a release holds: values, manifest, notes, hooks, metadata or all.",
        subcommands: [
            Part<ValuesPart>.self, Part<ManifestPart>.self, Part<NotesPart>.self, Part<HooksPart>.self,
            Part<MetadataPart>.self, Part<AllPart>.self,
        ])

    /// What `get` prints of a revision.
    protocol Printed: Sendable {
        static var name: String { get }
        static var kind: String { get }
        static var abstract: String { get }
        /// YAML, or plain text for notes; ends with a newline unless it is empty.
        static func text(_ record: ReleaseRecord, all: Bool) -> String
        static func value(_ record: ReleaseRecord, all: Bool) -> Object
    }

    struct Part<Content: Printed>: ProgressCommand {
        static var configuration: CommandConfiguration {
            CommandConfiguration(commandName: Content.name, abstract: Content.abstract)
        }

        @Argument(help: "The release's name.")
        var name: String

        @Option(help: ArgumentHelp("Another revision than the last.", valueName: "number"))
        var revision: Int?

        @Flag(name: [.customShort("a"), .long], help: "Values with the chart's defaults.")
        var all = false

        @OptionGroup var time: ReadTimeOptions
        @OptionGroup var cluster: ClusterOptions
        @OptionGroup var options: OutputOptions
        @OptionGroup var progress: ProgressOptions

        func run(_ context: CommandContext) async throws {
            try ReleaseRequest.validate(releaseName: name)
            try await ClusterSession.with(
                cluster, providers: try ProviderRegistry.builtIn(), context: context,
                logger: options.logger(context), within: time.timeout.duration
            ) { session in
                let record = try await session.record(name, revision, cluster, context)
                // Programs read it: a mark would be no YAML of the release's.
                ResultPrinter(
                    output: context.standardOutput, format: options.output,
                    isSimulated: options.output == .text ? nil : session.isSimulated
                ).print(kind: Content.kind, Content.value(record, all: all)) {
                    Content.text(record, all: all)
                }
            }
        }
    }

    enum ValuesPart: Printed {
        static let name = "values"
        static let kind = "ReleaseValues"
        static let abstract = "Print the values that were given, or all of them."

        static func values(_ record: ReleaseRecord, all: Bool) -> Object {
            guard all else { return record.values }
            return Chart.coalesced(record.values, over: record.defaultValues)
        }

        static func text(_ record: ReleaseRecord, all: Bool) -> String {
            YAML.encode(.object(values(record, all: all)))
        }

        static func value(_ record: ReleaseRecord, all: Bool) -> Object {
            ["values": .object(values(record, all: all))]
        }
    }

    enum ManifestPart: Printed {
        static let name = "manifest"
        static let kind = "ReleaseManifest"
        static let abstract = "Print the objects that the release holds."
        static func text(_ record: ReleaseRecord, all: Bool) -> String { record.manifest }
        static func value(_ record: ReleaseRecord, all: Bool) -> Object { ["manifest": .string(record.manifest)] }
    }

    enum NotesPart: Printed {
        static let name = "notes"
        static let kind = "ReleaseNotes"
        static let abstract = "Print the chart's notes."
        static func text(_ record: ReleaseRecord, all: Bool) -> String {
            record.notes.isEmpty || record.notes.hasSuffix("\n") ? record.notes : record.notes + "\n"
        }
        static func value(_ record: ReleaseRecord, all: Bool) -> Object { ["notes": .string(record.notes)] }
    }

    enum HooksPart: Printed {
        static let name = "hooks"
        static let kind = "ReleaseHooks"
        static let abstract = "Print the hooks."
        static func text(_ record: ReleaseRecord, all: Bool) -> String {
            record.hookManifests.map { "---\n" + ($0.hasSuffix("\n") ? $0 : $0 + "\n") }.joined()
        }
        static func value(_ record: ReleaseRecord, all: Bool) -> Object {
            ["hooks": .array(record.hookManifests.map(Value.string))]
        }
    }

    enum MetadataPart: Printed {
        static let name = "metadata"
        static let kind = "ReleaseMetadata"
        static let abstract = "Print what chart and revision it is, and how it was applied."

        /// Helm's lines.
        static func text(_ record: ReleaseRecord, all: Bool) -> String {
            """
            NAME: \(record.name)
            CHART: \(record.chartName)
            VERSION: \(record.chartVersion)
            APP_VERSION: \(record.appVersion)
            ANNOTATIONS: \(pairs(record.chartAnnotations))
            LABELS: \(pairs(record.labels))
            DEPENDENCIES: \(record.dependencies.sorted().joined(separator: ","))
            NAMESPACE: \(record.namespace)
            REVISION: \(record.revision)
            STATUS: \(record.status)
            DEPLOYED_AT: \(record.updated.withoutFraction)
            APPLY_METHOD: \(method(record.applyMethod))

            """
        }

        static func value(_ record: ReleaseRecord, all: Bool) -> Object {
            var value = record.shortValue.object ?? [:]
            value["annotations"] = .object(
                Object(record.chartAnnotations.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
            value["dependencies"] = .array(record.dependencies.map(Value.string))
            value["applyMethod"] = .string(record.applyMethod)
            return value
        }

        private static func pairs(_ labels: [String: String]) -> String {
            labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        }

        private static func method(_ name: String) -> String {
            switch name {
            case "": "client-side apply (defaulted)"
            case "csa": "client-side apply"
            case "ssa": "server-side apply"
            default: "unknown (\(name.debugDescription))"
            }
        }
    }

    enum AllPart: Printed {
        static let name = "all"
        static let kind = "ReleaseAll"
        static let abstract = "Print everything."
        static func text(_ record: ReleaseRecord, all: Bool) -> String {
            ReleaseText.facts(record) + "\nVALUES:\n" + ValuesPart.text(record, all: all) + "\nHOOKS:\n"
                + HooksPart.text(record, all: all) + "\nMANIFEST:\n" + record.manifest + "\nNOTES:\n"
                + NotesPart.text(record, all: all)
        }
        static func value(_ record: ReleaseRecord, all: Bool) -> Object {
            var value = record.shortValue.object ?? [:]
            for part in [
                ValuesPart.value(record, all: all), ManifestPart.value(record, all: all),
                HooksPart.value(record, all: all), NotesPart.value(record, all: all),
            ] {
                for (key, content) in part { value[key] = content }
            }
            return value
        }
    }
}
