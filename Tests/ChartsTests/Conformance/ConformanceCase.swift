import Charts
import Value
import YAML

/// What one of the two made of a case.
enum ConformanceOutcome: Sendable, Equatable {
    case output(String)
    case failure(String)
}

/// A chart with a set of values, rendered by both.
struct ConformanceCase: Sendable, CustomStringConvertible {
    var chart: String
    /// Files given with `-f`.
    var valueFiles: [String] = []
    /// Further arguments, of the kinds that `ours` knows.
    var arguments: [String] = []

    var description: String {
        ([chart] + valueFiles.map { "-f \($0)" } + arguments).joined(separator: " ")
    }

    var helmArguments: [String] {
        ["release-name", chart, "--namespace", "default"] + valueFiles.flatMap { ["-f", $0] } + arguments
    }

    /// What our engine makes of it, with the meaning of `helm template`'s arguments.
    func ours() -> ConformanceOutcome {
        do {
            var input = ValuesInput()
            var capabilities = Capabilities.assumed
            var release = ReleaseIdentity(name: "release-name", namespace: "default")
            var output = TemplateOutputOptions()
            var options = RenderOptions()
            input.files = try ValuesInput.files(at: valueFiles) { [] }
            var rest = arguments[...]
            while let argument = rest.popFirst() {
                switch argument {
                case "--include-crds": output.includesCRDs = true
                case "--no-hooks": output.leavesOutHooks = true
                case "--skip-tests": output.skipsTests = true
                case "--is-upgrade": release.isUpgrade = true
                case "--skip-schema-validation": options.skipsSchema = true
                case "--set": input.set.append(rest.popFirst() ?? "")
                case "--set-string": input.setString.append(rest.popFirst() ?? "")
                case "--set-json": input.setJSON.append(rest.popFirst() ?? "")
                case "--set-file": input.setFile.append(rest.popFirst() ?? "")
                case "--set-literal": input.setLiteral.append(rest.popFirst() ?? "")
                case "--show-only": output.showOnly.append(rest.popFirst() ?? "")
                case "--api-versions":
                    capabilities.apiVersions += (rest.popFirst() ?? "").split(separator: ",").map(String.init)
                case "--kube-version": capabilities.kubeVersion = try KubernetesVersion(rest.popFirst() ?? "")
                default: return .failure("the conformance runner does not know \(argument)")
                }
            }
            let values = try input.merged()
            let rendered = try Renderer(options: options).render(
                try Chart.load(path: chart), values: values, release: release, capabilities: capabilities)
            return .output(try rendered.templateOutput(output))
        } catch let error as RenderError {
            return .failure(error.reason)
        } catch let error as ChartError {
            return .failure(error.message)
        } catch {
            return .failure("\(error)")
        }
    }
}

/// How the two outcomes compare.
enum ConformanceVerdict: String, CaseIterable, Sendable {
    case byteEqual = "byte-equal"
    case valueEqual = "equal as values"
    /// Helm does not agree with itself: the chart draws random numbers or reads the clock.
    case random = "random in Helm too"
    case different = "different"
    case bothFail = "both fail"
    case onlyWeFail = "only we fail"
    case onlyHelmFails = "only Helm fails"

    static func judge(
        _ helm: ConformanceOutcome, _ ours: ConformanceOutcome, again: () throws -> ConformanceOutcome
    ) rethrows -> ConformanceVerdict {
        switch (helm, ours) {
        case (.failure, .failure): return .bothFail
        case (.output, .failure): return .onlyWeFail
        case (.failure, .output): return .onlyHelmFails
        case (.output(let helm), .output(let ours)):
            if helm.utf8.elementsEqual(ours.utf8) { return .byteEqual }
            if let left = documents(helm), let right = documents(ours), left == right { return .valueEqual }
            return try again() == .output(helm) ? .different : .random
        }
    }

    private static func documents(_ text: String) -> [Value]? {
        // What neither side can read is compared as text, which has happened already.
        try? YAML.decodeAll(text, file: "output", rules: .helm).map(\.value).filter { $0 != .null }
    }
}
