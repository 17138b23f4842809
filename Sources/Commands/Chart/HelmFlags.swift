/// Helm's flags that the commands of `chart` and `release` do not have: who types them did not mistype.
enum HelmFlags {
    /// - Parameters:
    ///   - message: the argument parser's, which begins with `Error: Unknown option '--debug'`.
    ///   - arguments: the command line.
    /// - Returns: the message with what to do instead, where the option is one of Helm's.
    static func explained(_ message: String, arguments: [String]) -> String {
        let start = "Error: Unknown option '"
        guard let noun = arguments.first, message.hasPrefix(start) else { return message }
        let flag = String(message.dropFirst(start.count).prefix { $0 != "'" })
        guard let advice = advice[noun]?[flag] else { return message }
        return "Error: \(flag) is Helm's, and not offered here: \(advice)" + message.drop { $0 != "\n" }
    }

    /// By the first word of the command line.
    private static let advice = ["chart": chart, "release": release]

    private static let chart: [String: String] = {
        let pipe = "pipe the output into the program: groundcrew chart template … | PROGRAM"
        let cluster = "a cluster is asked by `chart template --dry-run=server` alone, with --kubeconfig and --context"
        let installs = "it tells how to install, and nothing is installed here: leave it out"
        let sign = "sign with Helm: helm package --sign"
        var advice = everywhere
        for flag in ["--post-renderer", "--post-renderer-args"] { advice[flag] = pipe }
        for flag in ["--kubeconfig", "--namespace", "-n"] + connection { advice[flag] = cluster }
        for flag in ["--sign", "--key", "--keyring", "--passphrase-file"] { advice[flag] = sign }
        for flag in [
            "--atomic", "--cleanup-on-fail", "--description", "--force", "--force-conflicts", "--force-replace",
            "--labels", "-l", "--render-subchart-notes", "--rollback-on-failure", "--server-side", "--take-ownership",
            "--timeout", "--wait", "--wait-for-jobs",
        ] {
            advice[flag] = installs
        }
        return advice
    }()

    private static let release: [String: String] = {
        let kubeconfig = "write it into a kubeconfig, and give that with --kubeconfig and --context"
        var advice = everywhere
        for flag in connection { advice[flag] = kubeconfig }
        advice["--kube-context"] = "give --context"
        advice["--template"] = "give -o json, and a program that reads it"
        advice["--recreate-pods"] = "restart them: kubectl rollout restart"
        return advice
    }()

    /// The same for every command.
    private static let everywhere: [String: String] = {
        let pace = "requests find their own pace: leave it out"
        return [
            "--debug": "errors name the file, the line and the value without it: leave it out",
            "--color": "leave it out", "--colour": "leave it out",
            "--registry-config": "set HELM_REGISTRY_CONFIG", "--repository-config": "set HELM_REPOSITORY_CONFIG",
            "--repository-cache": "set HELM_REPOSITORY_CACHE",
            "--content-cache": "charts are kept below XDG_CACHE_HOME: leave it out", "--burst-limit": pace,
            "--qps": pace,
        ]
    }()

    /// Where the cluster is, and who asks it.
    private static let connection = [
        "apiserver", "as-group", "as-user", "ca-file", "context", "insecure-skip-tls-verify", "tls-server-name",
        "token",
    ].map { "--kube-\($0)" }
}
