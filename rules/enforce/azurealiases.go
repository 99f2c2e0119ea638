package enforce

import "strings"

// azureAliases lists, by resource type, the properties that Azure Policy has
// an alias for: type, slash, and the path without properties. They were read
// from the published lists of aliases of the resource providers
// (az provider show --expand resourceTypes/aliases prints them) and from
// built-in policies, in November 2026. What is not listed is refused: a
// policy with an alias that does not exist cannot be created.
var azureAliases = map[string][]string{
	"Microsoft.ContainerService/managedClusters": {
		"sku", "sku.name", "sku.tier",
		"properties.provisioningState", "properties.kubernetesVersion", "properties.currentKubernetesVersion", "properties.supportPlan",
		"properties.enableRBAC", "properties.disableLocalAccounts",
		"properties.aadProfile", "properties.aadProfile.managed", "properties.aadProfile.enableAzureRBAC",
		"properties.addonProfiles", "properties.addonProfiles.azurePolicy.enabled", "properties.addonProfiles.omsagent.enabled",
		"properties.agentPoolProfiles", "properties.agentPoolProfiles[*]",
		"properties.agentPoolProfiles[*].availabilityZones", "properties.agentPoolProfiles[*].availabilityZones[*]",
		"properties.agentPoolProfiles[*].count", "properties.agentPoolProfiles[*].minCount", "properties.agentPoolProfiles[*].maxCount",
		"properties.agentPoolProfiles[*].enableAutoScaling", "properties.agentPoolProfiles[*].enableEncryptionAtHost", "properties.agentPoolProfiles[*].enableNodePublicIP",
		"properties.agentPoolProfiles[*].localDNSProfile", "properties.agentPoolProfiles[*].localDNSProfile.mode",
		"properties.agentPoolProfiles[*].maxPods", "properties.agentPoolProfiles[*].mode",
		"properties.agentPoolProfiles[*].nodeTaints", "properties.agentPoolProfiles[*].nodeTaints[*]",
		"properties.agentPoolProfiles[*].osDiskType", "properties.agentPoolProfiles[*].podSubnetID", "properties.agentPoolProfiles[*].scaleSetPriority",
		"properties.agentPoolProfiles[*].securityProfile", "properties.agentPoolProfiles[*].securityProfile.sshAccess",
		"properties.agentPoolProfiles[*].type", "properties.agentPoolProfiles[*].vmSize",
		"properties.agentPoolProfiles[*].upgradeSettings", "properties.agentPoolProfiles[*].upgradeSettings.maxSurge",
		"properties.apiServerAccessProfile", "properties.apiServerAccessProfile.authorizedIPRanges", "properties.apiServerAccessProfile.authorizedIPRanges[*]",
		"properties.apiServerAccessProfile.enablePrivateCluster", "properties.apiServerAccessProfile.disableRunCommand",
		"properties.apiServerAuthorizedIPRanges", "properties.apiServerAuthorizedIPRanges[*]", // the name before there was an apiServerAccessProfile
		"properties.autoUpgradeProfile", "properties.autoUpgradeProfile.upgradeChannel", "properties.autoUpgradeProfile.nodeOSUpgradeChannel",
		"properties.azureMonitorProfile", "properties.azureMonitorProfile.metrics", "properties.azureMonitorProfile.metrics.enabled",
		"properties.hostedSystemProfile", "properties.hostedSystemProfile.enabled",
		"properties.httpProxyConfig", "properties.httpProxyConfig.httpProxy", "properties.httpProxyConfig.httpsProxy", "properties.httpProxyConfig.enabled",
		"properties.metricsProfile", "properties.metricsProfile.costAnalysis", "properties.metricsProfile.costAnalysis.enabled",
		"properties.networkProfile", "properties.networkProfile.loadBalancerSku", "properties.networkProfile.networkPlugin",
		"properties.networkProfile.networkPluginMode", "properties.networkProfile.networkPolicy", "properties.networkProfile.outboundType",
		"properties.nodeProvisioningProfile", "properties.nodeProvisioningProfile.mode",
		"properties.nodeResourceGroupProfile", "properties.nodeResourceGroupProfile.restrictionLevel",
		"properties.oidcIssuerProfile", "properties.oidcIssuerProfile.enabled",
		"properties.podIdentityProfile", "properties.podIdentityProfile.enabled",
		"properties.securityProfile", "properties.securityProfile.azureDefender", "properties.securityProfile.azureDefender.enabled",
		"properties.securityProfile.azureKeyVaultKms", "properties.securityProfile.azureKeyVaultKms.enabled",
		"properties.securityProfile.defender", "properties.securityProfile.defender.securityMonitoring", "properties.securityProfile.defender.securityMonitoring.enabled",
		"properties.securityProfile.imageCleaner", "properties.securityProfile.imageCleaner.enabled",
		"properties.securityProfile.workloadIdentity", "properties.securityProfile.workloadIdentity.enabled",
		"properties.servicePrincipalProfile", "properties.servicePrincipalProfile.clientId",
		"properties.storageProfile", "properties.storageProfile.diskCSIDriver", "properties.storageProfile.diskCSIDriver.enabled",
		"properties.storageProfile.fileCSIDriver", "properties.storageProfile.fileCSIDriver.enabled",
		"properties.storageProfile.snapshotController", "properties.storageProfile.snapshotController.enabled",
		"properties.workloadAutoScalerProfile", "properties.workloadAutoScalerProfile.keda", "properties.workloadAutoScalerProfile.keda.enabled",
		"properties.workloadAutoScalerProfile.verticalPodAutoscaler", "properties.workloadAutoScalerProfile.verticalPodAutoscaler.enabled",
	},
	"Microsoft.ContainerService/managedClusters/agentPools": {
		"properties.availabilityZones", "properties.availabilityZones[*]", "properties.count", "properties.minCount", "properties.maxCount",
		"properties.enableAutoScaling", "properties.enableEncryptionAtHost", "properties.enableNodePublicIP",
		"properties.localDNSProfile", "properties.localDNSProfile.mode", "properties.maxPods", "properties.mode",
		"properties.nodeTaints", "properties.nodeTaints[*]", "properties.osDiskType", "properties.podSubnetID", "properties.scaleSetPriority",
		"properties.securityProfile", "properties.securityProfile.sshAccess", "properties.type", "properties.vmSize",
		"properties.upgradeSettings", "properties.upgradeSettings.maxSurge",
	},
	"Microsoft.ContainerRegistry/registries": {
		"sku", "sku.name", "sku.tier",
		"properties.provisioningState", "properties.adminUserEnabled", "properties.anonymousPullEnabled", "properties.publicNetworkAccess", "properties.zoneRedundancy",
		"properties.networkRuleSet", "properties.networkRuleSet.defaultAction",
		"properties.policies", "properties.policies.azureADAuthenticationAsArmPolicy", "properties.policies.azureADAuthenticationAsArmPolicy.status",
		"properties.policies.exportPolicy", "properties.policies.exportPolicy.status",
		"properties.policies.retentionPolicy", "properties.policies.retentionPolicy.status", "properties.policies.retentionPolicy.days",
		"properties.policies.softDeletePolicy", "properties.policies.softDeletePolicy.status",
		"properties.privateEndpointConnections", "properties.privateEndpointConnections[*]",
		"properties.privateEndpointConnections[*].privateLinkServiceConnectionState", "properties.privateEndpointConnections[*].privateLinkServiceConnectionState.status",
	},
}

// policyFields are the fields that Azure Policy knows of every resource.
var policyFields = []string{"id", "name", "type", "kind", "location", "identity.type"}

// policyField gives the field by which Azure Policy speaks of a path of a
// resource type, "" where there is none. Names are compared ignoring case, as
// Azure does.
func policyField(typ, path string) string {
	for _, field := range policyFields {
		if strings.EqualFold(path, field) {
			return field
		}
	}
	// The connections' own properties stand in the alias without that step.
	path = strings.Replace(path, "properties.privateEndpointConnections[*].properties.", "properties.privateEndpointConnections[*].", 1)
	for known, paths := range azureAliases {
		if !strings.EqualFold(known, typ) {
			continue
		}
		for _, p := range paths {
			if strings.EqualFold(p, path) {
				return known + "/" + strings.TrimPrefix(p, "properties.")
			}
		}
	}
	return ""
}
