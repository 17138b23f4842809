{{/* The deployment's name, which its Service bears, too; those of its Workspaces are longer, and of their pods still. */}}
{{- define "kaito.name" -}}
{{- if not (regexMatch "^[a-z][-a-z0-9]*$" .Release.Name) -}}
{{- fail (printf "the name %s is not that of a Service: a letter, then letters, digits and dashes" .Release.Name) -}}
{{- end -}}
{{- if gt (len .Release.Name) 46 -}}
{{- fail (printf "the name %s has %d characters; an InferenceSet takes at most 46" .Release.Name (len .Release.Name)) -}}
{{- end -}}
{{ .Release.Name }}
{{- end -}}

{{- define "kaito.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{/* What KAITO calls the model: as it is called on Hugging Face, or by a name of its own. */}}
{{- define "kaito.preset" -}}
{{- if not (or .Values.preset (contains "/" .Values.modelId)) -}}
{{- fail (printf "KAITO takes models as owner/name, which %s is not; or name a preset of its own" .Values.modelId) -}}
{{- end -}}
{{ default .Values.modelId .Values.preset }}
{{- end -}}

{{- define "kaito.servedName" -}}
{{ default .Values.modelId .Values.servedModelName }}
{{- end -}}

{{/* The part of a node that the model gets, as YAML; empty for all of it. */}}
{{- define "kaito.partition" -}}
{{- $partition := .Values.partition -}}
{{- $gpus := int .Values.resources.gpu -}}
{{- if and $partition.mode .Values.instanceType -}}
{{- fail "partition is for own nodes, and instanceType for those that are made: leave out one of them" -}}
{{- end -}}
{{- if and $partition.profile (ne $partition.mode "mig") -}}
{{- fail "partition.profile needs partition.mode mig" -}}
{{- end -}}
{{- if eq $partition.mode "mig" -}}
{{- if not $partition.profile -}}
{{- fail "partition.mode mig needs partition.profile, such as 1g.10gb" -}}
{{- end -}}
{{- if gt $gpus 1 -}}
{{- fail (printf "partition.mode mig gives the model a part of one GPU, and resources.gpu asks for %d" $gpus) -}}
{{- end -}}
mode: mig
profile: {{ $partition.profile }}
{{- else if eq $partition.mode "accelerator" -}}
mode: accelerator
count: {{ $gpus }}
{{- end -}}
{{- end -}}

{{/* Labels of the nodes. Nodes that are made get them, and must not be taken for others. */}}
{{- define "kaito.nodeLabels" -}}
{{- if .Values.nodeSelector -}}
{{ toYaml .Values.nodeSelector }}
{{- else if .Values.instanceType -}}
groundcrew/kaito: {{ include "kaito.name" . }}
{{- else -}}
nvidia.com/gpu.present: "true"
{{- end -}}
{{- end -}}

{{/* Flags of vLLM that have a value, as a JSON object. KAITO sets some itself, and these win over them. */}}
{{- define "kaito.settings" -}}
{{- $settings := dict "served-model-name" (include "kaito.servedName" .) -}}
{{- with .Values.contextLength -}}{{- $_ := set $settings "max-model-len" (int64 .) -}}{{- end -}}
{{- range $name, $value := .Values.engineArgs -}}
{{- if not (kindIs "bool" $value) -}}{{- $_ := set $settings $name $value -}}{{- end -}}
{{- end -}}
{{ toJson $settings }}
{{- end -}}

{{/* Flags that have none, as a JSON object. */}}
{{- define "kaito.flags" -}}
{{- $flags := dict -}}
{{- if .Values.enforceEager -}}{{- $_ := set $flags "enforce-eager" true -}}{{- end -}}
{{- if not (kindIs "invalid" .Values.enablePrefixCaching) -}}
{{- $_ := set $flags (ternary "enable-prefix-caching" "no-enable-prefix-caching" .Values.enablePrefixCaching) true -}}
{{- end -}}
{{- range $name, $value := .Values.engineArgs -}}
{{- if kindIs "bool" $value -}}
{{- if $value -}}{{- $_ := set $flags $name true -}}{{- else -}}{{- $_ := unset $flags $name -}}{{- end -}}
{{- end -}}
{{- end -}}
{{ toJson $flags }}
{{- end -}}

{{/*
The files that the pods find below /mnt/config, as YAML. KAITO puts a value behind every flag of its own file; those that
take none stand in another, which vLLM reads itself.
*/}}
{{- define "kaito.files" -}}
{{- $settings := include "kaito.settings" . | fromJson -}}
{{- $flags := include "kaito.flags" . | fromJson -}}
{{- $files := dict -}}
{{- if $flags -}}
{{- $_ := set $settings "config" "/mnt/config/flags.yaml" -}}
{{- $_ := set $files "flags.yaml" (toYaml $flags) -}}
{{- end -}}
{{- $config := dict "vllm" $settings -}}
{{- if not (kindIs "invalid" .Values.kvCacheOffload) -}}
{{- $_ := set $config "kv_cache_cpu_memory_utilization" .Values.kvCacheOffload -}}
{{- end -}}
{{- $_ := set $files "inference_config.yaml" (toYaml $config) -}}
{{ toYaml $files }}
{{- end -}}

{{/* KAITO starts the pods again only when the InferenceSet changes: each content has a name of its own. */}}
{{- define "kaito.configName" -}}
{{ include "kaito.name" . }}-{{ include "kaito.files" . | sha256sum | trunc 8 }}
{{- end -}}
