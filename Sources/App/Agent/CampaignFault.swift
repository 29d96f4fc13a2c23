import Layouts
import Profiles
import Worklists

/// A failure that lies in a campaign's readings or settings, and that a person has to mend.
protocol CampaignFault: Error, CustomStringConvertible {}

extension LayoutFault: CampaignFault {}
extension ProfileFault: CampaignFault {}
extension WorklistFault: CampaignFault {}
