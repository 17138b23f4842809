import FoundationEssentials
import TestParts
import Testing

enum CompletingShell: String, CaseIterable { case bash, zsh, fish }

/// The program in a folder of PATH, and as kubectl's plugin, with a shell's script.
struct InstalledProgram: Sendable {
    let folder: String
    let shell: CompletingShell
    /// Of files between colons.
    let kubeconfig: String

    static func with<Result: Sendable>(
        _ shell: CompletingShell, on cluster: ControlPlane? = nil, _ body: (InstalledProgram) async throws -> Result
    ) async throws -> Result {
        let path = try Groundcrew.path()
        return try await TestParts.withTemporaryFolder { folder in
            let program = InstalledProgram(
                folder: folder, shell: shell,
                kubeconfig: ([cluster?.kubeconfig].compactMap(\.self) + ["\(folder)/cloud"]).joined(separator: ":"))
            let files = FileManager.default
            try files.createDirectory(atPath: "\(folder)/bin", withIntermediateDirectories: true)
            for name in ["groundcrew", "kubectl-groundcrew"] {
                try files.createSymbolicLink(atPath: "\(folder)/bin/\(name)", withDestinationPath: path)
            }
            try await program.write("completion \(shell.rawValue)", to: shell == .zsh ? "_groundcrew" : "script")
            let plugin = "bin/kubectl_complete-groundcrew"
            try await program.write("completion kubectl", to: plugin)
            try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(folder)/\(plugin)")
            try zsh.write(toFile: "\(folder)/tell.zsh", atomically: true, encoding: .utf8)
            try cloud.write(toFile: "\(folder)/cloud", atomically: true, encoding: .utf8)
            return try await body(program)
        }
    }

    private func write(_ command: String, to name: String) async throws {
        let result = try await Groundcrew.run(command.split(separator: " ").map(String.init))
        try #require(result.isSuccess, "\(result)")
        try result.standardOutput.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
    }

    /// Behind `groundcrew` and a line, TAB offers these and nothing else.
    func expect(_ line: String, _ expected: [String]) async throws {
        let offered = try await offers(line)
        #expect(offered == expected, "\(shell): \(line)")
    }

    /// The same behind `kubectl groundcrew`.
    func expectKubectl(_ line: String, _ expected: [String]) async throws {
        let offered = try await kubectlOffers(line)
        #expect(offered == expected, "kubectl: \(line)")
    }

    /// In the order of the alphabet.
    private func offers(_ line: String) async throws -> [String] {
        let line = "groundcrew \(line)"
        let result: CommandResult
        switch shell {
        case .bash: result = try await run("bash", ["-c", Self.bash, "bash", line])
        case .zsh: result = try await run("zsh", ["-f", "\(folder)/tell.zsh", line])
        case .fish:
            result = try await run("fish", ["--no-config", "-c", "source \(folder)/script; complete -C '\(line)'"])
        }
        try #require(result.isSuccess && result.standardError.isEmpty, "\(line): \(result)")
        // fish has the descriptions behind a tab.
        return result.standardOutput.split(whereSeparator: \.isNewline).map { String($0.prefix { $0 != "\t" }) }
            .sorted()
    }

    /// As kubectl's own scripts ask for it.
    private func kubectlOffers(_ line: String) async throws -> [String] {
        let words = line.split(separator: " ").map(String.init) + (line.hasSuffix(" ") ? [""] : [])
        let result = try await run(try TestParts.path(.kubectl), ["__complete", "groundcrew"] + words)
        try #require(result.isSuccess, "\(line): \(result)")
        return result.standardOutput.split(separator: "\n").map(String.init).filter { !$0.hasPrefix(":") }.sorted()
    }

    private func run(_ program: String, _ arguments: [String]) async throws -> CommandResult {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return try await TestParts.run(
            program, arguments,
            environment: [
                "PATH": "\(folder)/bin:\(path)", "HOME": folder, "FOLDER": folder, "TERM": "dumb",
                "KUBECONFIG": kubeconfig,
            ])
    }

    /// Nothing answers there.
    private static let cloud = """
        apiVersion: v1
        kind: Config
        clusters: [{name: far, cluster: {server: "http://127.0.0.1:1"}}]
        contexts: [{name: "arn:aws:eks:eu-1:7:cluster/gpu", context: {cluster: far}}]

        """

    /// Breaks the line where bash does, and asks the function that the script has registered.
    private static let bash = #"""
        source "$FOLDER/script"
        COMP_LINE=$1 COMP_POINT=${#1} COMP_WORDS=()
        rest=$1
        while [[ -n $rest ]]; do
            rest="${rest#"${rest%%[! ]*}"}"
            if [[ $rest =~ ^[:=]+ || $rest =~ ^[^\ :=]+ ]]; then
                COMP_WORDS+=("${BASH_REMATCH[0]}")
                rest="${rest#"${BASH_REMATCH[0]}"}"
            fi
        done
        [[ $1 == *[\ ] ]] && COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        registered=$(complete -p groundcrew)
        [[ $registered =~ -F\ ([^ ]+) ]]
        "${BASH_REMATCH[1]}" groundcrew "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\n' "${COMPREPLY[@]}"
        """#

    /// zsh completes in a terminal alone: this gives it one, and has it tell what it would show.
    private static let zsh = #"""
        cat > $FOLDER/inner.zsh <<'END'
        PROMPT= RPROMPT=
        fpath=($FOLDER $fpath)
        autoload -Uz compinit
        compinit -u -d $FOLDER/dump
        bindkey '^I' complete-word
        started () { print -r -- $'\002' }
        ended () { print -r -- $'\003'; exit }
        compprefuncs=(started)
        comppostfuncs=(ended)
        compadd () {
            # What stores matches in a parameter shows nothing.
            if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return; fi
            local -a told
            builtin compadd -A told "$@"
            print -rl -- $told
            builtin compadd "$@"
        }
        END
        zmodload zsh/zpty
        zpty inner zsh -f -i
        zpty -w inner "source $FOLDER/inner.zsh"
        zpty -w -n inner "$1"$'\t'
        text= chunk=
        while zpty -r inner chunk; do
            text+=$chunk
            [[ $chunk == *$'\003'* ]] && break
        done
        print -r -- "${${text##*$'\002'}%%$'\003'*}"
        """#
}
