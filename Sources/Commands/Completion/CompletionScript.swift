import ArgumentParser

/// The completion scripts that ArgumentParser writes, with what real shells stumble over mended.
enum CompletionScript {
    /// The root without the flag `--version`, which every command would have a second time besides the option that some
    /// have: fish offers nothing for those, and zsh takes the option for a flag.
    private struct Root: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "groundcrew", subcommands: GroundcrewCommand.configuration.subcommands)
    }

    static func text(for shell: CompletionShell) -> String {
        let script = Root.completionScript(for: shell)
        switch shell {
        case .bash:
            return script.replacing(" -F _groundcrew groundcrew", with: " -F _groundcrew_joined groundcrew")
                + "\n\n" + joined
        case .fish:
            // fish 3 has no `commandline --tokens --cursor`, and where there is no terminal none with `--cursor` at all.
            return script.replacing(
                "(__groundcrew_tokens -tC)", with: "(string length -- \"$(commandline -ct)\")")
        case .zsh:
            // Options with values take them behind `=`, too.
            return script.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
                guard line.contains("]:") else { return String(line) }
                return String(line).replacing(/^(\s*'\*?--[a-z0-9-]+)\[/) { "\($0.1)=[" }
                    .replacing(/(\{-[A-Za-z],--[a-z0-9-]+)\}'\[/) { "\($0.1)=}'[" }
            }
            .joined(separator: "\n")
        default: return script
        }
    }

    /// Bash breaks words at `:` and `=`, which names of contexts hold, and options with their values.
    private static let joined = #"""
        _groundcrew_joined() {
            local -a words=()
            local rest="${COMP_LINE}" word space before=' '
            local -i index cword=0
            for index in "${!COMP_WORDS[@]}"; do
                word="${COMP_WORDS[index]}"
                space="${rest%%[![:space:]]*}"
                rest="${rest#"${space}"}"
                rest="${rest#"${word}"}"
                if ((index)) && [[ -z "${space}" && ("${word}" == [:=]* || "${before}" == *[:=]) ]]; then
                    words[${#words[@]} - 1]+="${word}"
                else
                    words+=("${word}")
                fi
                if ((index == COMP_CWORD)); then cword=$((${#words[@]} - 1)); fi
                before="${word:- }"
            done
            if [[ "${words[cword]}" == --*=* ]]; then
                word="${words[cword]}"
                words=("${words[@]:0:cword}" "${word%%=*}" "${word#*=}" "${words[@]:cword+1}")
                cword+=1
            fi
            COMP_WORDS=("${words[@]}")
            COMP_CWORD="${cword}"
            _groundcrew "${1}" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
            # What stands before the last break stays where it is.
            word="${COMP_WORDS[COMP_CWORD]}"
            local kept="${word%"${word##*[:=]}"}"
            if [[ -n "${kept}" ]]; then COMPREPLY=("${COMPREPLY[@]#"${kept}"}"); fi
        }
        """#
}
